using Hodl.Components.Runs;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Components.Tables;

/// <summary>
/// Mean ± standard deviation over seeds, one line a group of runs, one column a result metric under one convention: a
/// column never holds numbers that were measured differently.
/// </summary>
/// <param name="Columns">The columns.</param>
/// <param name="Lines">The lines.</param>
public sealed record ResultTable(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<ResultLine> Lines)
{
    /// <summary>Title; empty for a comparison.</summary>
    public string Name { get; init; } = "";

    /// <summary>What a reader must know.</summary>
    public string Note { get; init; } = "";

    /// <summary>The columns' metrics.</summary>
    public IReadOnlyList<MetricInfo> Metrics => [.. Columns.Select(column => column.Info)];

    /// <summary>Every run that some cell stands on.</summary>
    public IReadOnlyList<RunRow> Runs => [.. Lines.SelectMany(line => line.Cells.OfType<ResultCell>().SelectMany(cell => cell.Values.Select(value => value.Run).Concat(cell.Pending))).DistinctBy(run => run.Id)];

    /// <summary>Whether some number is published.</summary>
    public bool HasPublished => Lines.Any(line => line.Cells.Any(cell => cell?.Published is not null));

    /// <summary>Cells that can have a number of ours, how many have one, and for how many runs compute.</summary>
    public (int Possible, int Measured, int Running) Progress
    {
        get
        {
            var cells = Lines.SelectMany(line => line.Cells).OfType<ResultCell>().Where(cell => cell.State != CellState.Without).ToList();
            return (cells.Count, cells.Count(cell => cell.State == CellState.Measured), cells.Count(cell => cell.State == CellState.Running));
        }
    }

    /// <summary>The table of runs, grouped where they differ only in their seeds.</summary>
    public static ResultTable Of(IReadOnlyList<RunRow> runs)
    {
        var metrics = Present(runs);
        var groups = runs.GroupBy(RunGroup.Key).Select(group => group.ToList()).ToList();
        var cells = groups.ConvertAll(group => (IReadOnlyList<ResultCell?>)[.. metrics.Select(info => Convention(group[0].Task, info.Name) == info ? ResultCell.Of(group, info.Name) : null)]);
        return Ranked([.. metrics.Select(info => new ResultColumn(info))], [.. groups.Select((group, at) => new ResultLine(group, cells[at]))]);
    }

    /// <summary>
    /// How a task's number of this name was measured: as the task says, or as the name itself says. Equal names of
    /// different meaning get columns of their own.
    /// </summary>
    public static MetricInfo Convention(string task, string name) =>
        TaskCatalog.Find(task)?.Metrics.FirstOrDefault(info => info.IsResult && info.Name == name) ?? QualityName.Info(name) ?? new MetricInfo(name, name);

    /// <summary>The result metrics that runs have, those that tasks declare first and in their order.</summary>
    public static IReadOnlyList<MetricInfo> Present(IReadOnlyList<RunRow> runs)
    {
        var declared = runs.Select(run => run.Task).Distinct().Select(TaskCatalog.Find).OfType<ITask>().SelectMany(task => task.Metrics).Where(info => info.IsResult).ToList();
        var present = runs.SelectMany(run => run.Results.Select(result => (run.Task, result.Metric))).Distinct().Select(pair => Convention(pair.Task, pair.Metric)).Distinct().ToList();
        return [.. present.Where(declared.Contains).OrderBy(declared.IndexOf), .. present.Where(info => !declared.Contains(info))];
    }

    /// <summary>The table with best and second best marked in every column, references aside.</summary>
    public static ResultTable Ranked(IReadOnlyList<ResultColumn> columns, IReadOnlyList<ResultLine> lines)
    {
        var rivals = lines.Where(line => !line.IsReference).ToList();
        return new(columns, [.. lines.Select(line => line with
        {
            Cells = [.. line.Cells.Select((cell, at) => cell is null ? null : cell with { Rank = line.IsReference ? 0 : Rank(rivals, at, cell, columns[at].Info.Better) })],
        })]);
    }

    // 1 for the best, 2 for the second, 0 for the rest and where neither way is better.
    private static int Rank(List<ResultLine> rivals, int column, ResultCell mine, Better better)
    {
        if (better == Better.None || rivals.Count < 2 || mine.Count == 0 || !double.IsFinite(mine.Mean))
        {
            return 0;
        }

        var ahead = rivals.Select(line => line.Cells[column]).OfType<ResultCell>().Where(other => other.Count > 0 && double.IsFinite(other.Mean))
            .Select(other => other.Mean).Distinct().Count(mean => better == Better.Higher ? mean > mine.Mean : mean < mine.Mean);
        return ahead < 2 ? ahead + 1 : 0;
    }
}
