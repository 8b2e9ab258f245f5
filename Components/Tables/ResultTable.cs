using Hodl.Components.Runs;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Components.Tables;

/// <summary>Mean ± standard deviation over seeds, one line a group of runs, one column a result metric.</summary>
/// <param name="Metrics">The columns.</param>
/// <param name="Lines">The lines, in the order of their first runs.</param>
public sealed record ResultTable(IReadOnlyList<MetricInfo> Metrics, IReadOnlyList<ResultLine> Lines)
{
    /// <summary>The table of runs.</summary>
    public static ResultTable Of(IReadOnlyList<RunRow> runs)
    {
        var known = runs.Select(run => TaskCatalog.Find(run.Task)).OfType<ITask>().DistinctBy(task => task.Id).SelectMany(task => task.Metrics).Where(info => info.IsResult).DistinctBy(info => info.Name).ToList();
        var present = runs.SelectMany(run => run.Results).Select(result => result.Metric).Distinct().ToList();
        List<MetricInfo> metrics =
        [
            .. known.Where(info => present.Contains(info.Name)),
            .. present.Where(name => known.All(info => info.Name != name)).Select(name => new MetricInfo(name, name)),
        ];
        var groups = runs.GroupBy(RunGroup.Key).Select(group => group.ToList()).ToList();
        var cells = groups.ConvertAll(group => (IReadOnlyList<ResultCell?>)[.. metrics.Select(info => ResultCell.Of(group, info.Name))]);
        var ranked = cells.Select((line, at) => new ResultLine(groups[at], [.. line.Select((cell, column) => cell is null ? null : cell with { Rank = Rank(cells, column, at, metrics[column].Better) })])).ToList();
        return new(metrics, ranked);
    }

    // 1 for the best, 2 for the second, 0 for the rest and where neither way is better.
    private static int Rank(List<IReadOnlyList<ResultCell?>> cells, int column, int line, Better better)
    {
        if (better == Better.None || cells.Count < 2 || cells[line][column] is not { } mine || !double.IsFinite(mine.Mean))
        {
            return 0;
        }

        var ahead = cells.Select(other => other[column]).OfType<ResultCell>().Where(other => double.IsFinite(other.Mean))
            .Select(other => other.Mean).Distinct().Count(mean => better == Better.Higher ? mean > mine.Mean : mean < mine.Mean);
        return ahead < 2 ? ahead + 1 : 0;
    }
}
