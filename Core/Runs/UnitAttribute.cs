namespace Hodl.Core.Runs;

/// <summary>The unit of a setting, shown behind its field.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnitAttribute(string name) : Attribute
{
    /// <summary>Such as <c>dB</c> or <c>outer steps</c>.</summary>
    public string Name { get; } = name;
}
