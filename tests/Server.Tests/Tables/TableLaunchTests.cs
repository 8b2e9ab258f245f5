using Hodl.Components.Tables;
using Hodl.Components.Tables.Paper;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Tables;

public sealed class TableLaunchTests
{
    private static readonly RunPlanner Planner = new(TaskCatalog.All);

    public static TheoryData<string> Exhibits => [.. PaperCatalog.All.Select(exhibit => exhibit.Id)];

    [Theory]
    [MemberData(nameof(Exhibits))]
    public void Launch_OfAllThatIsMissing_FillsEveryCellThatHasItsData(string id)
    {
        var question = PaperCatalog.Find(id)!.Question;
        var before = TableAnswer.Of(question, []);
        var forms = TableLaunch.Of(before.Lines.SelectMany(line => line.Cells).OfType<ResultCell>());
        var plans = forms.Select(form => Planner.Plan(new RunRequest { Task = form.Task, Methods = form.Methods, Preset = form.Preset, Seeds = [1], Set = form.Set })).ToList();
        // Only data can be in the way: they are asked for below no folder at all here.
        Assert.All(plans.SelectMany(plan => plan.Errors), error => Assert.Equal("a data set below the data folder", error.Allowed));

        var runs = plans.SelectMany(plan => plan.Runs).Distinct().Select((spec, at) => new RunFacts(Finished(spec, at + 1, question))).ToList();
        var after = TableAnswer.Of(question, runs, (_, _, _) => 1);

        Assert.All(Cells(after).Where(cell => cell.Cell.State == CellState.Missing), cell => Assert.Contains(forms, form =>
            cell.Cell.Wanted!.Methods.All(form.Methods.Contains) && plans[forms.ToList().IndexOf(form)].Errors.Count > 0));
        Assert.DoesNotContain(Cells(after), cell => cell.Cell.Mixed.Count > 0);
        Assert.Equal(runs.Count, runs.Count(run => after.Runs.Any(used => used.Id == run.Run.Id)));
    }

    [Theory]
    [InlineData("fig10", 5, 5)]
    [InlineData("table8", 32, 32)]
    [InlineData("table9", 27, 18)]
    public void Launch_OfHierarchicalTables_AllButMiniImageNet(string id, int possible, int measured)
    {
        var question = PaperCatalog.Find(id)!.Question;
        var forms = TableLaunch.Of(TableAnswer.Of(question, []).Lines.SelectMany(line => line.Cells).OfType<ResultCell>());
        var runs = forms.SelectMany(form => Planner.Plan(new RunRequest { Task = form.Task, Methods = form.Methods, Preset = form.Preset, Seeds = [1], Set = form.Set }).Runs).Distinct();
        var after = TableAnswer.Of(question, [.. runs.Select((spec, at) => new RunFacts(Finished(spec, at + 1, question)))]);
        Assert.Equal((possible, measured, 0), after.Progress);
    }

    private static IEnumerable<(ResultLine Line, ResultCell Cell)> Cells(ResultTable table) => table.Lines.SelectMany(line => line.Cells.OfType<ResultCell>().Select(cell => (line, cell)));

    private static RunRow Finished(RunSpec spec, long id, TableQuestion question) => new()
    {
        Id = id,
        Task = spec.Task,
        Method = spec.Method,
        Preset = spec.Preset,
        Label = spec.Label,
        Seed = spec.Seed,
        State = RunState.Finished,
        SettingsJson = StoreJson.Write(spec.Settings),
        Results = [.. question.Columns.Select(column => column.Metric).Distinct().Select(metric => new RunResult(metric, 1))],
    };
}
