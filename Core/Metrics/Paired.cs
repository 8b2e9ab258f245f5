namespace Hodl.Core.Metrics;

/// <summary>p-values of paired differences, and Holm's correction for having asked more than once.</summary>
public static class Paired
{
    private const int MostExact = 20;

    /// <summary>
    /// Two-sided p of the hypothesis that the differences <paramref name="d"/> (n of them) come from a distribution
    /// symmetric about 0. t = mean(d)·√n/s with n − 1 degrees of freedom; Wilcoxon: the sum of the ranks of |d| over d &gt; 0,
    /// mid-ranks for ties, zeros dropped, its exact null distribution; sign flips: the share of the 2^n signs under which
    /// |Σ ±d| reaches |Σ d|.
    /// </summary>
    /// <returns>In [0, 1]; 1 when all differences are 0, 0 when they are all one other number (t); null when there is too little to say: below two pairs, more than 20 for the exact tests, or a number that is not finite.</returns>
    public static double? P(PairedTest test, IReadOnlyList<double> d)
    {
        if (test == PairedTest.None || d.Count < 2 || d.Any(value => !double.IsFinite(value)))
        {
            return null;
        }

        if (d.All(value => value == 0))
        {
            return 1;
        }

        return test == PairedTest.T ? OfT(d)
            : d.Count > MostExact ? null
            : test == PairedTest.Wilcoxon ? OfFlips(SignedRanks(d))
            : OfFlips([.. d]);
    }

    /// <summary>
    /// Holm's step-down adjustment: with p_(1) ≤ … ≤ p_(m), adjusted p_(i) = max over j ≤ i of min(1, (m − j + 1)·p_(j)).
    /// Keeps the chance of any false claim among the m below the level, whatever their dependence (Holm 1979).
    /// </summary>
    /// <returns>In the order of the argument; null stays null and does not count.</returns>
    public static IReadOnlyList<double?> Holm(IReadOnlyList<double?> p)
    {
        var adjusted = new double?[p.Count];
        var order = Enumerable.Range(0, p.Count).Where(i => p[i] is not null).OrderBy(i => p[i]!.Value).ToList();
        var running = 0.0;
        for (var j = 0; j < order.Count; j++)
        {
            running = Math.Max(running, Math.Min(1, (order.Count - j) * p[order[j]]!.Value));
            adjusted[order[j]] = running;
        }

        return adjusted;
    }

    private static double OfT(IReadOnlyList<double> d)
    {
        var mean = d.Average();
        var variance = d.Sum(value => (value - mean) * (value - mean)) / (d.Count - 1);
        return variance == 0 ? 0 : StudentT.TwoSided(mean * Math.Sqrt(d.Count) / Math.Sqrt(variance), d.Count - 1);
    }

    // The share of all signings whose |sum| is at least the observed one, up to rounding.
    private static double OfFlips(double[] d)
    {
        var observed = Math.Abs(d.Sum()) - (1e-12 * d.Sum(Math.Abs));
        var reached = 0L;
        for (var signs = 0L; signs < 1L << d.Length; signs++)
        {
            var sum = 0.0;
            for (var i = 0; i < d.Length; i++)
            {
                sum += (signs >> i & 1) == 0 ? d[i] : -d[i];
            }

            reached += Math.Abs(sum) >= observed ? 1 : 0;
        }

        return (double)reached / (1L << d.Length);
    }

    private static double[] SignedRanks(IReadOnlyList<double> d)
    {
        var sizes = d.Where(value => value != 0).OrderBy(Math.Abs).ToArray();
        var ranks = new double[sizes.Length];
        for (var i = 0; i < sizes.Length;)
        {
            var end = i + 1;
            while (end < sizes.Length && Math.Abs(sizes[end]) == Math.Abs(sizes[i]))
            {
                end++;
            }

            for (var k = i; k < end; k++)
            {
                ranks[k] = Math.Sign(sizes[k]) * (i + 1 + end) / 2.0;
            }

            i = end;
        }

        return ranks;
    }
}
