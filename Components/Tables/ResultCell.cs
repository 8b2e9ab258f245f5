using Hodl.Core.Runs;

namespace Hodl.Components.Tables;

/// <summary>One number of a result table.</summary>
/// <param name="Mean">Mean over the runs of the group.</param>
/// <param name="Std">Sample standard deviation over them; null for a single run.</param>
/// <param name="Count">How many runs have it.</param>
/// <param name="Rank">1 best, 2 second, else 0.</param>
public sealed record ResultCell(double Mean, double? Std, int Count, int Rank = 0)
{
    /// <summary>The cell of a metric; null when no run of the group has it.</summary>
    public static ResultCell? Of(IReadOnlyList<RunRow> group, string metric)
    {
        var values = group.Select(run => run.Results.LastOrDefault(result => result.Metric == metric)).OfType<RunResult>().Select(result => result.Value).ToList();
        if (values.Count == 0)
        {
            return null;
        }

        var mean = values.Average();
        return new(mean, values.Count < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)), values.Count);
    }
}
