namespace Hodl.Core.Tasks;

/// <summary>A value that a setting refuses.</summary>
public sealed record SettingError(string Field, string Value, string Allowed)
{
    /// <summary>One sentence that names the field, the value and what is allowed.</summary>
    public override string ToString() => $"{Field} = {Value}: allowed is {Allowed}.";
}
