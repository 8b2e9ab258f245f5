namespace Hodl.Components.Tables;

/// <summary>A number as a paper prints it.</summary>
/// <param name="Mean">The number.</param>
/// <param name="Std">What stands behind its ±; null when nothing does.</param>
public sealed record PublishedValue(double Mean, double? Std = null)
{
    /// <summary>A number without ±.</summary>
    public static implicit operator PublishedValue(double mean) => new(mean);

    /// <summary>A number with ±.</summary>
    public static implicit operator PublishedValue((double Mean, double Std) value) => new(value.Mean, value.Std);
}
