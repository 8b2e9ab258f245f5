namespace Hodl.Core.Metrics;

/// <summary>The mean of shares in per cent, with the half width of its 95 % interval: 1.96 standard errors.</summary>
/// <param name="Mean">In per cent.</param>
/// <param name="HalfWidth">In per cent.</param>
public readonly record struct MeanInterval(double Mean, double HalfWidth)
{
    /// <summary>Of at least two shares.</summary>
    /// <param name="shares">Each in [0, 1].</param>
    public static MeanInterval Of(IReadOnlyList<double> shares)
    {
        var mean = shares.Average();
        var variance = shares.Sum(share => (share - mean) * (share - mean)) / (shares.Count - 1);
        return new(100 * mean, 196 * Math.Sqrt(variance / shares.Count));
    }
}
