using Hodl.Core.Metrics;
using Hodl.Core.Runs;

namespace Hodl.Components.Tables;

/// <summary>One number of a result table.</summary>
/// <param name="Mean">Mean over the runs of the group.</param>
/// <param name="Std">Sample standard deviation over them; null for a single run.</param>
/// <param name="Count">How many runs have it; 0 for a cell without a number.</param>
/// <param name="Rank">1 best, 2 second, else 0.</param>
public sealed record ResultCell(double Mean, double? Std, int Count, int Rank = 0)
{
    /// <summary>A cell without a number.</summary>
    public static ResultCell Empty { get; } = new(double.NaN, null, 0);

    /// <summary>Where it stands.</summary>
    public CellState State { get; init; } = CellState.Measured;

    /// <summary>The numbers that it is made of.</summary>
    public IReadOnlyList<SeedValue> Values { get; init; } = [];

    /// <summary>Runs that wait or compute.</summary>
    public IReadOnlyList<RunRow> Pending { get; init; } = [];

    /// <summary>Runs that ended without a number.</summary>
    public IReadOnlyList<RunRow> Failed { get; init; } = [];

    /// <summary>The published number.</summary>
    public PublishedValue? Published { get; init; }

    /// <summary>Holm's p against the best row of the column; null for that row itself and where nothing can be said.</summary>
    public double? P { get; init; }

    /// <summary>Settings in which runs of this cell differ although they should not; empty when they are alike.</summary>
    public IReadOnlyList<string> Mixed { get; init; } = [];

    /// <summary>Why there is no number; empty when that needs no word.</summary>
    public string Note { get; init; } = "";

    /// <summary>What to launch for it; null when nothing can be.</summary>
    public RunSelector? Wanted { get; init; }

    /// <summary>The cell of a metric; null when no run of the group has it.</summary>
    public static ResultCell? Of(IReadOnlyList<RunRow> group, string metric)
    {
        var values = group.Select(run => (run, run.Results.LastOrDefault(result => result.Metric == metric))).Where(pair => pair.Item2 is not null)
            .Select(pair => new SeedValue(pair.run, pair.Item2!.Value, $"{pair.run.Seed}")).ToList();
        return values.Count == 0 ? null : Of(values, SeedStatistic.Mean, Better.None);
    }

    /// <summary>The cell of numbers, at least one.</summary>
    public static ResultCell Of(IReadOnlyList<SeedValue> values, SeedStatistic statistic, Better better)
    {
        var sorted = values.Select(value => value.Value).Order().ToArray();
        var mean = sorted.Average();
        return statistic switch
        {
            SeedStatistic.Median => new(Quantile(sorted, 0.5), sorted.Length < 2 ? null : (Quantile(sorted, 0.75) - Quantile(sorted, 0.25)) / 2, sorted.Length) { Values = values },
            SeedStatistic.Best => new(better == Better.Lower ? sorted[0] : sorted[^1], null, sorted.Length) { Values = values },
            _ => new(mean, sorted.Length < 2 ? null : Math.Sqrt(sorted.Sum(value => (value - mean) * (value - mean)) / (sorted.Length - 1)), sorted.Length) { Values = values },
        };
    }

    // Linear between order statistics, as numpy does; a NaN is the smallest to Order and so spoils only what touches it.
    private static double Quantile(double[] sorted, double part)
    {
        var at = part * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
