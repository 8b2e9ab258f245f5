namespace Hodl.Core.Runs;

/// <summary>The launch form folds this setting away.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AdvancedAttribute : Attribute;
