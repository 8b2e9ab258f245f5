namespace Hodl.Components.Tables;

/// <summary>What becomes of the numbers of several seeds.</summary>
public enum SeedStatistic
{
    /// <summary>Mean ± sample standard deviation.</summary>
    Mean,

    /// <summary>Median ± half the distance of the quartiles.</summary>
    Median,

    /// <summary>The best seed; no spread.</summary>
    Best,
}
