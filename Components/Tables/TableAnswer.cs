using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Components.Tables;

/// <summary>Answers questions over runs with tables.</summary>
public static class TableAnswer
{
    /// <summary>The table of a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="runs">Every run that may be meant.</param>
    /// <param name="items">A run's number for one test image and metric, for columns that ask for one; null where there is none.</param>
    public static ResultTable Of(TableQuestion question, IReadOnlyList<RunFacts> runs, Func<RunRow, string, string, double?>? items = null)
    {
        var facts = runs.Where(question.Filter.Takes).Where(fact => question.Filter.States.Count == 0 || question.Filter.States.Contains(fact.Run.State)).OrderBy(fact => fact.Run.Id).ToList();
        var columns = question.Columns.Count > 0 ? question.Columns : Columns(question, facts);
        var heads = columns.Select(column => new ResultColumn(Convention(column, question.Filter, facts), column.Group)).ToList();
        var lines = question.Rows.Count > 0
            ? question.Rows.Select(row => Line(row.Name, row.Runs is null ? [] : facts.FindAll(row.Runs.Takes), row)).ToList()
            : facts.GroupBy(fact => Text(fact, question.RowsBy)).Select(group => Line(group.Key, [.. group], null)).ToList();
        var table = ResultTable.Ranked(heads, lines);
        return WithTest(table, question.Test) with { Name = question.Name, Note = question.Note };

        ResultLine Line(string name, List<RunFacts> mine, TableRow? row)
        {
            var cells = columns.Select((column, at) => Cell(column, at, heads[at].Info, mine, row)).ToList();
            return new ResultLine([.. mine.Select(fact => fact.Run)], cells) { Name = name == "" ? "all" : name };
        }

        ResultCell Cell(TableColumn column, int at, MetricInfo info, List<RunFacts> mine, TableRow? row)
        {
            var published = row is not null && at < row.Published.Count ? row.Published[at] : null;
            var wanted = row is { Runs: { } ours } ? question.Filter.And(ours).And(column.Runs) : null;
            if (row is { Runs: null } || column.Absent != "" || row?.Without.ContainsKey(at) == true || (wanted is not null && Offered(wanted) is not null))
            {
                return ResultCell.Empty with
                {
                    State = CellState.Without,
                    Published = published,
                    Note = row is { Runs: null } ? "" : column.Absent != "" ? column.Absent : row!.Without.TryGetValue(at, out var why) ? why : Offered(wanted!)!,
                };
            }

            return Filled(column, info, mine.FindAll(column.Runs.Takes), column.Runs.Presets.Count > 0 ? column.Runs.Presets : wanted?.Presets ?? []) with { Published = published, Wanted = wanted };
        }

        ResultCell Filled(TableColumn column, MetricInfo info, List<RunFacts> mine, IReadOnlyList<string> presets)
        {
            var same = mine.FindAll(fact => column.Item != "" || ResultTable.Convention(fact.Run.Task, column.Metric) == info);
            var counted = same.Select(fact => (Fact: fact, Value: Counts(fact.Run) ? Value(fact.Run, column) : null)).ToList();
            var preset = presets.FirstOrDefault(id => counted.Exists(one => one.Value is not null && one.Fact.Run.Preset == id));
            var measured = counted.Where(one => one.Value is not null && (preset is null || one.Fact.Run.Preset == preset))
                .GroupBy(one => (one.Fact.Key, one.Fact.Run.Seed)).Select(seed => seed.MaxBy(one => one.Fact.Run.Id)).OrderBy(one => one.Fact.Run.Label, StringComparer.Ordinal).ThenBy(one => one.Fact.Run.Seed).ToList();
            var pending = same.Where(fact => fact.Run.State is RunState.Queued or RunState.Running).Select(fact => fact.Run).ToList();
            var failed = same.Where(fact => fact.Run.State is RunState.Failed or RunState.Cancelled or RunState.Interrupted).Select(fact => fact.Run).ToList();
            return measured.Count == 0
                ? ResultCell.Empty with { State = pending.Count > 0 ? CellState.Running : question.Rows.Count == 0 && mine.Count == 0 ? CellState.Without : CellState.Missing, Pending = pending, Failed = failed }
                : ResultCell.Of([.. measured.Select(one => new SeedValue(one.Fact.Run, one.Value!.Value, Pair(one.Fact.Run)))], question.Statistic, info.Better)
                    with
                { Pending = pending, Failed = failed, Mixed = Mixed([.. measured.Select(one => one.Fact)]) };
        }

        bool Counts(RunRow run) => question.Filter.States.Count > 0 || run.State == RunState.Finished;

        string Pair(RunRow run) => question.OverLabels ? $"{run.Label} {run.Seed}" : $"{run.Seed}";

        double? Value(RunRow run, TableColumn column) => column.Item != ""
            ? items?.Invoke(run, column.Item, column.Metric)
            : run.Results.LastOrDefault(result => result.Metric == column.Metric)?.Value;

        IReadOnlyList<string> Mixed(List<RunFacts> mine) =>
            mine.GroupBy(fact => question.OverLabels ? fact.Run.Label : "").All(group => group.Select(fact => fact.Key).Distinct().Count() < 2) ? []
                : [.. SettingsDifference.Of([.. mine.Select(fact => fact.Run)]).Select(line => line.Label).Where(label => label != "Seed" && !(question.OverLabels && label == "Label"))];
    }

    /// <summary>Why this build cannot run what a cell asks for; null when it can.</summary>
    private static string? Offered(RunSelector wanted) =>
        wanted.Task == "" ? null
        : TaskCatalog.Find(wanted.Task) is not { } task ? $"The task {wanted.Task} is not in this build."
        : wanted.Methods.Count > 0 && !wanted.Methods.Any(id => task.Methods.Any(method => method.Id == id)) ? $"{task.Name} has no method {wanted.Methods[0]}."
        : wanted.Presets.Count > 0 && !wanted.Presets.Any(id => task.Presets.Any(preset => preset.Id == id)) ? $"{task.Name} has no preset {wanted.Presets[0]}."
        : null;

    private static MetricInfo Convention(TableColumn column, RunSelector filter, List<RunFacts> facts)
    {
        var task = filter.And(column.Runs).Task;
        task = task != "" ? task : facts.Find(fact => column.Runs.Takes(fact) && fact.Run.Results.Any(result => result.Metric == column.Metric))?.Run.Task ?? "";
        var info = ResultTable.Convention(task, column.Metric);
        return column.Item == "" ? info : info with { Title = $"{info.Title}, {column.Item}" };
    }

    // Every metric of every group of columns; a name that two tasks use differently becomes two columns.
    private static List<TableColumn> Columns(TableQuestion question, List<RunFacts> facts)
    {
        var all = ResultTable.Present([.. facts.Select(fact => fact.Run)]);
        var metrics = question.Metrics.Count > 0 ? question.Metrics.SelectMany(name => all.Where(info => info.Name == name)).ToList() : [.. all];
        return
        [
            .. from @group in facts.GroupBy(fact => Text(fact, question.ColumnsBy))
               from info in metrics
               let holders = @group.Where(fact => ResultTable.Convention(fact.Run.Task, info.Name) == info && fact.Run.Results.Any(result => result.Metric == info.Name)).ToList()
               where holders.Count > 0
               let runs = @group.Where(fact => ResultTable.Convention(fact.Run.Task, info.Name) == info).Select(fact => fact.Run.Id).ToHashSet()
               select new TableColumn(@group.Key, info.Name, new RunSelector { Runs = runs, Task = metrics.Count(other => other.Name == info.Name) > 1 ? holders[0].Run.Task : "" }),
        ];
    }

    private static string Text(RunFacts fact, IReadOnlyList<string> fields) => string.Join(" · ", fields.Select(fact.Field).Where(text => text != ""));

    private static ResultTable WithTest(ResultTable table, PairedTest test)
    {
        if (test == PairedTest.None)
        {
            return table;
        }

        var p = table.Columns.Select((_, column) =>
        {
            var best = table.Lines.Select(line => line.Cells[column]).FirstOrDefault(cell => cell?.Rank == 1);
            return Paired.Holm([.. table.Lines.Select(line => best is null || line.Cells[column] is not { Count: > 0 } cell || cell == best ? null : Paired.P(test, Differences(best, cell)))]);
        }).ToList();
        return table with { Lines = [.. table.Lines.Select((line, row) => line with { Cells = [.. line.Cells.Select((cell, column) => cell is null ? null : cell with { P = p[column][row] })] })] };
    }

    private static List<double> Differences(ResultCell best, ResultCell other)
    {
        var (ours, theirs) = (ByPair(best), ByPair(other));
        return [.. ours.Where(pair => theirs.ContainsKey(pair.Key)).Select(pair => pair.Value - theirs[pair.Key])];

        // Of mixed settings a pair may have several numbers.
        static Dictionary<string, double> ByPair(ResultCell cell) => cell.Values.GroupBy(value => value.Pair).ToDictionary(group => group.Key, group => group.Average(value => value.Value));
    }
}
