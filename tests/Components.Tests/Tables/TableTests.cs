using Hodl.Core.Metrics;

namespace Hodl.Components.Tests.Tables;

public class TableTests : ComponentTest
{
    private static readonly RunRow[] Runs = [FakeRuns.Run(1), FakeRuns.Run(2, "unh", RunState.Failed), FakeRuns.Run(3, "ena", RunState.Running)];

    [Fact]
    public void RunsTable_Keys_MoveSelectAndOpen()
    {
        long opened = 0;
        IReadOnlySet<long> selected = new HashSet<long>();
        var table = Table(ids => selected = ids, id => opened = id);
        var grid = table.Find(".grid-scroll");
        grid.KeyDown("ArrowDown");
        grid.KeyDown("ArrowDown");
        Assert.Equal("run-2", table.Find(".grid-scroll").GetAttribute("aria-activedescendant"));
        grid.KeyDown(" ");
        Assert.Equal([2], selected);
        grid.KeyDown("Enter");
        Assert.Equal(2, opened);
        grid.KeyDown("End");
        Assert.Equal("run-1", table.Find(".grid-scroll").GetAttribute("aria-activedescendant"));
    }

    [Fact]
    public void RunsTable_ShiftSpace_SelectsTheStretch()
    {
        IReadOnlySet<long> selected = new HashSet<long>();
        var table = Table(ids => selected = ids, _ => { });
        table.Find(".grid-scroll").KeyDown("Home");
        table.Find(".grid-scroll").KeyDown(" ");
        table.Find(".grid-scroll").KeyDown("End");
        table.Find(".grid-scroll").KeyDown(new KeyboardEventArgs { Key = " ", ShiftKey = true });
        Assert.Equal([1, 2, 3], selected.Order());
    }

    [Fact]
    public void RunsTable_Header_AsksForTheOrder()
    {
        RunListQuery? asked = null;
        var table = Render<RunsTable>(parameters => parameters.Add(p => p.Items, new RunListQuery().Apply(Runs)).Add(p => p.Query, new RunListQuery()).Add(p => p.QueryChanged, query => asked = query));
        table.Find("th.c-seed button").Click();
        Assert.Equal("seed", asked?.Sort);
        Assert.Equal("descending", table.Find("th.c-created").GetAttribute("aria-sort"));
    }

    [Fact]
    public void RunsTable_HiddenColumn_IsGone() =>
        Assert.Empty(Render<RunsTable>(parameters => parameters.Add(p => p.Items, new RunListQuery().Apply(Runs)).Add(p => p.Query, new RunListQuery { Hidden = ["seed"] })).FindAll("th.c-seed, td.c-seed"));

    [Fact]
    public void RunsTable_RunningRun_ShowsProgress() =>
        Assert.Equal("Progress of run 3", Table(_ => { }, _ => { }).Find("#run-3 [role=progressbar]").GetAttribute("aria-label"));

    [Fact]
    public void ResultTable_Seeds_MeanStdAndRanks()
    {
        RunRow[] runs =
        [
            FakeRuns.Run(1, seed: 1).With("psnr", 30), FakeRuns.Run(2, seed: 2).With("psnr", 32), FakeRuns.Run(3, "unh").With("psnr", 28), FakeRuns.Run(4, "ena", RunState.Failed),
        ];
        var table = ResultTable.Of(runs);
        Assert.Equal(3, table.Lines.Count);
        var cell = table.Lines[0].Cells[0]!;
        Assert.Equal((31, Math.Sqrt(2), 2), (cell.Mean, cell.Std!.Value, cell.Count));
        Assert.Null(table.Lines[2].Cells[0]);
        // A metric that no task names has no better way, hence no rank.
        Assert.Equal(0, cell.Rank);
    }

    [Fact]
    public void ResultTable_TasksOwnMetric_BestAndSecond()
    {
        var task = TaskCatalog.All.First(task => task.Metrics.Any(info => info.IsResult && info.Better != Better.None));
        var info = task.Metrics.First(info => info.IsResult && info.Better != Better.None);
        RunRow[] runs = [.. new[] { 1.0, 2, 3 }.Select((value, at) => FakeRuns.Run(at + 1, task: task.Id, settings: $"{{\"K\":{at}}}").With(info.Name, value))];
        var ranks = ResultTable.Of(runs).Lines.Select(line => line.Cells[0]!.Rank).ToArray();
        Assert.Equal(info.Better == Better.Higher ? [0, 2, 1] : [1, 2, 0], ranks);
        var view = Render<ResultTableView>(parameters => parameters.Add(p => p.Table, ResultTable.Of(runs)));
        Assert.StartsWith(NumberText.Compact(info.Better == Better.Higher ? 3 : 1), view.Find(".best").TextContent, StringComparison.Ordinal);
        Assert.StartsWith("2.000", view.Find(".second").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ResultTable_OtherConventions_NeverShareAColumn()
    {
        RunRow[] runs =
        [
            FakeRuns.Run(1).With("psnr_y", 33).With("psnr_rgb", 31), FakeRuns.Run(2, "unh").With("psnr_y_crop4", 34), FakeRuns.Run(3, "ena").With("psnr_rgb", 32).With("lpips_alex", 0.1),
            FakeRuns.Run(4, "plain").With("lpips_squeeze", 0.2),
        ];

        var table = ResultTable.Of(runs);

        Assert.Equal(["psnr_y", "psnr_rgb", "psnr_y_crop4", "lpips_alex", "lpips_squeeze"], table.Metrics.Select(info => info.Name));
        Assert.Equal(5, table.Metrics.Select(info => info.Title).Distinct().Count());
        foreach (var (info, column) in table.Metrics.Select((info, column) => (info, column)))
        {
            var holders = table.Lines.Where(line => line.Cells[column] is not null).SelectMany(line => line.Runs);
            Assert.All(holders, run => Assert.Contains(run.Results, result => result.Metric == info.Name));
        }

        // The names alone say which way is better, so that a number with a cropped border is ranked too.
        Assert.Equal([2, 1], table.Lines.Select(line => line.Cells[1]).OfType<ResultCell>().Select(cell => cell.Rank));
    }

    [Fact]
    public void SettingsDifference_EqualSettings_AreLeftOut()
    {
        var lines = SettingsDifference.Of([FakeRuns.Run(1, settings: """{"K":5,"Mu":0.1}"""), FakeRuns.Run(2, seed: 2, settings: """{"K":5,"Mu":0.3}""")]);
        Assert.Equal(["Seed", "Mu"], lines.Select(line => line.Label));
        Assert.Equal(["0.1", "0.3"], lines[1].Values);
    }

    [Fact]
    public void SettingsDiff_NoDifference_SaysSo() =>
        Assert.Contains("do not differ", Render<SettingsDiff>(parameters => parameters.Add(p => p.Runs, [FakeRuns.Run(1), FakeRuns.Run(2)])).Markup, StringComparison.Ordinal);

    [Fact]
    public void SettingsTable_OnlyChanged_LeavesDefaultsOut()
    {
        var fields = SettingsForm.Fields(typeof(FakeSettings));
        var values = new Dictionary<string, string> { ["K"] = "7", ["Mu"] = "0.3" };
        var changed = Render<SettingsTable>(parameters => parameters.Add(p => p.Fields, fields).Add(p => p.Values, values).Add(p => p.OnlyChanged, true));
        Assert.Equal(["Iterations K"], changed.FindAll("tbody tr.changed th").Select(head => head.TextContent));
        Assert.Single(changed.FindAll("tbody tr:not(.group)"));
        var all = Render<SettingsTable>(parameters => parameters.Add(p => p.Fields, fields).Add(p => p.Values, values));
        Assert.Equal(fields.Count, all.FindAll("tbody tr:not(.group)").Count);
    }

    [Fact]
    public async Task RunFilters_Choices_AreThoseOfTheRuns()
    {
        var popovers = Render<MudPopoverProvider>();
        RunListQuery? asked = null;
        var filters = Render<RunFilters>(parameters => parameters.Add(p => p.Query, new RunListQuery()).Add(p => p.Runs, Runs.ToDictionary(run => run.Id)).Add(p => p.Shown, 3).Add(p => p.QueryChanged, query => asked = query));
        await filters.Find("input[aria-label=Method]").MouseDownAsync(new MouseEventArgs());
        popovers.WaitForAssertion(() => Assert.Equal(["Any method", "ahodl", "ena", "unh"], popovers.FindAll(".mud-list-item").Select(option => option.TextContent)));
        await popovers.FindAll(".mud-list-item")[3].ClickAsync(new MouseEventArgs());
        Assert.Equal("unh", asked?.Method);
        filters.Find("#filter").Input("wide");
        filters.WaitForAssertion(() => Assert.Equal("wide", asked?.Text), TimeSpan.FromSeconds(10));
        Assert.Contains("3 runs", filters.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void PictureRows_OfOneName_InputOutputReferenceSideBySide()
    {
        Picture[] pictures =
        [
            new("lenna", "reference", "/r", 0, 8, 8, new Dictionary<string, double>()),
            new("lenna", "output", "/o", 500, 8, 8, new Dictionary<string, double> { ["psnr_gray"] = 28.136, ["ssim_gray"] = 0.91234 }),
            new("lenna", "input", "/i", 0, 8, 8, new Dictionary<string, double>()),
        ];
        var rows = Render<PictureRows>(parameters => parameters.Add(p => p.Pictures, pictures));
        Assert.Equal(["/i", "/o", "/r"], rows.FindAll("img").Select(image => image.GetAttribute("src")));
        Assert.Equal("PSNR gray 28.14 dB · SSIM gray 0.912", rows.FindAll("figcaption .num")[1].TextContent);
        Assert.Equal("lenna, output at step 500", rows.FindAll("img")[1].GetAttribute("alt"));
    }

    private IRenderedComponent<RunsTable> Table(Action<IReadOnlySet<long>> select, Action<long> open)
    {
        IRenderedComponent<RunsTable>? table = null;
        table = Render<RunsTable>(parameters => parameters.Add(p => p.Items, new RunListQuery().Apply(Runs)).Add(p => p.Query, new RunListQuery())
            .Add(p => p.SelectedChanged, ids =>
            {
                select(ids);
                table!.Render(again => again.Add(p => p.Selected, ids));
            }).Add(p => p.Open, open));
        return table;
    }
}
