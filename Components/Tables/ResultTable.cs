using Hodl.Components.Runs;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Components.Tables;

/// <summary>
/// Mean ± standard deviation over seeds, one line a group of runs, one column a result metric under one convention: a
/// column never holds numbers that were measured differently.
/// </summary>
/// <param name="Metrics">The columns.</param>
/// <param name="Lines">The lines, in the order of their first runs.</param>
public sealed record ResultTable(IReadOnlyList<MetricInfo> Metrics, IReadOnlyList<ResultLine> Lines)
{
    /// <summary>The table of runs.</summary>
    public static ResultTable Of(IReadOnlyList<RunRow> runs)
    {
        var declared = runs.Select(run => TaskCatalog.Find(run.Task)).OfType<ITask>().DistinctBy(task => task.Id).SelectMany(task => task.Metrics).Where(info => info.IsResult).ToList();
        var present = runs.SelectMany(run => run.Results.Select(result => Convention(run.Task, result.Metric))).Distinct().ToList();
        List<MetricInfo> metrics = [.. present.Where(declared.Contains).OrderBy(declared.IndexOf), .. present.Where(info => !declared.Contains(info))];
        var groups = runs.GroupBy(RunGroup.Key).Select(group => group.ToList()).ToList();
        var cells = groups.ConvertAll(group => (IReadOnlyList<ResultCell?>)[.. metrics.Select(info => Convention(group[0].Task, info.Name) == info ? ResultCell.Of(group, info.Name) : null)]);
        var ranked = cells.Select((line, at) => new ResultLine(groups[at], [.. line.Select((cell, column) => cell is null ? null : cell with { Rank = Rank(cells, column, at, metrics[column].Better) })])).ToList();
        return new(metrics, ranked);
    }

    /// <summary>
    /// How a task's number of this name was measured: as the task says, or as the name itself says. Equal names of
    /// different meaning get columns of their own.
    /// </summary>
    private static MetricInfo Convention(string task, string name) =>
        TaskCatalog.Find(task)?.Metrics.FirstOrDefault(info => info.IsResult && info.Name == name) ?? QualityName.Info(name) ?? new MetricInfo(name, name);

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
