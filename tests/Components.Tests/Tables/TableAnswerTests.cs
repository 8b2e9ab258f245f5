using Hodl.Components.Tables.Paper;
using Hodl.Core.Metrics;

namespace Hodl.Components.Tests.Tables;

public class TableAnswerTests : ComponentTest
{
    private const string Task = "constrained-sparse-coding";
    private long id;

    [Fact]
    public void Of_NamedCells_SayMeasuredRunningMissingAndWithout()
    {
        var question = new TableQuestion
        {
            Filter = new() { Task = Task },
            Columns = [new("K = 5", "psnr_gray", new() { Presets = ["table3-k5"] }), new("K = 25", "psnr_gray", new() { Presets = ["table3-k25"] })],
            Rows = [new("HODL", new() { Methods = ["shodl"] }) { Published = [(18.82, 1.59), 18.98] }, new("UNH", new() { Methods = ["unh"] }), new("Others", null) { Published = [3, null] }],
        };
        var table = Answer(question, Run("shodl", 1, 30), Run("shodl", 2, 32), Run("shodl", 3, 99, state: RunState.Running, results: false), Run("unh", 1, 20, "table3-k25", RunState.Running, results: false), Run("unh", 1, 19, "table3-k5", RunState.Failed));

        var hodl = table.Lines[0].Cells[0]!;
        Assert.Equal((31, Math.Sqrt(2), 2, 1, CellState.Measured), (hodl.Mean, hodl.Std, hodl.Count, hodl.Rank, hodl.State));
        Assert.Equal((new PublishedValue(18.82, 1.59), 1), (hodl.Published, hodl.Pending.Count));
        Assert.Equal((CellState.Missing, 0), (table.Lines[0].Cells[1]!.State, table.Lines[0].Cells[1]!.Count));
        Assert.Equal((CellState.Missing, 1), (table.Lines[1].Cells[0]!.State, table.Lines[1].Cells[0]!.Failed.Count));
        Assert.Equal(CellState.Running, table.Lines[1].Cells[1]!.State);
        Assert.All(table.Lines[2].Cells, cell => Assert.Equal(CellState.Without, cell!.State));
        Assert.Equal((4, 1, 1), table.Progress);
        Assert.Equal(Better.Higher, table.Columns[0].Info.Better);
    }

    [Fact]
    public void Of_SameSeedTwice_NewestCounts()
    {
        var cell = Answer(new() { Metrics = ["psnr_gray"] }, Run("shodl", 1, 10), Run("shodl", 1, 20), Run("shodl", 2, 30)).Lines[0].Cells[0]!;
        Assert.Equal((25, 2), (cell.Mean, cell.Count));
        Assert.Equal([2, 3], cell.Values.Select(value => value.Run.Id));
    }

    [Fact]
    public void Of_OtherSettings_AreSaidToBeMixedUntilTheyMakeRows()
    {
        RunRow[] runs = [Run("shodl", 1, 10, settings: """{"K":5}"""), Run("shodl", 2, 20, settings: """{"K":15}""")];
        Assert.StartsWith("K — inner iterations", Assert.Single(Answer(new() { Metrics = ["psnr_gray"] }, runs).Lines[0].Cells[0]!.Mixed), StringComparison.Ordinal);
        var rows = Answer(new() { Metrics = ["psnr_gray"], RowsBy = ["method", "K"] }, runs);
        Assert.Equal(["sHODL · K = 5", "sHODL · K = 15"], rows.Lines.Select(line => line.Name));
        Assert.All(rows.Lines, line => Assert.Empty(line.Cells[0]!.Mixed));
    }

    [Fact]
    public void Of_Presets_FirstThatIsMeasuredAlone()
    {
        var question = new TableQuestion { Filter = new() { Task = Task, Presets = ["paper", "table3-k5"] }, Columns = [new("", "psnr_gray", new())], Rows = [new("HODL", new() { Methods = ["shodl"] })] };
        Assert.Equal(10, Answer(question, Run("shodl", 1, 10), Run("shodl", 1, 99, "paper", RunState.Running, results: false)).Lines[0].Cells[0]!.Mean);
        Assert.Equal(40, Answer(question, Run("shodl", 1, 10), Run("shodl", 2, 40, "paper")).Lines[0].Cells[0]!.Mean);
    }

    [Fact]
    public void Of_OtherConventions_NeverShareAColumn()
    {
        // One name, two meanings: the sparse-coding task declares it, the other task does not.
        var table = Answer(new() { ColumnsBy = [] }, Run("shodl", 1, 1), FakeRuns.Run(50, "shodl").With("psnr_gray", 2), FakeRuns.Run(51, "unh", task: "hyper-cleaning").With("accuracy", 90), FakeRuns.Run(52, "unh").With("accuracy", 0.9));
        var accuracy = table.Columns.Select((column, at) => (column, at)).Where(pair => pair.column.Info.Name == "accuracy").ToList();
        Assert.Equal(2, accuracy.Count);
        Assert.All(accuracy, pair => Assert.Single(table.Lines.Select(line => line.Cells[pair.at]), cell => cell!.Count > 0 || cell.State == CellState.Measured));
    }

    [Fact]
    public void Of_Test_PairsSeedsAndCorrects()
    {
        RunRow[] runs = [.. Enumerable.Range(1, 4).SelectMany(seed => (RunRow[])[Run("shodl", seed, 30 + (0.1 * seed)), Run("unh", seed, 25 + (0.3 * seed)), Run("ena", seed + 1, 29.9 + (0.05 * seed))])];
        var table = Answer(new() { Metrics = ["psnr_gray"], Test = PairedTest.T }, runs);
        ResultCell Cell(string name) => table.Lines.Single(line => line.Name == name).Cells[0]!;
        double[] unh = [.. Enumerable.Range(1, 4).Select(seed => 5 - (0.2 * seed))];
        double[] ena = [.. Enumerable.Range(2, 3).Select(seed => 30 + (0.1 * seed) - (29.9 + (0.05 * (seed - 1))))];
        var expected = Paired.Holm([Paired.P(PairedTest.T, unh), Paired.P(PairedTest.T, ena)]);
        Assert.Null(Cell("sHODL").P);
        Assert.Equal(expected[0]!.Value, Cell("UNH").P!.Value, 1e-9);
        Assert.Equal(expected[1]!.Value, Cell("ENA").P!.Value, 1e-9);
    }

    [Fact]
    public void Of_OverLabels_FoldsAreAveragedWithoutAWarning()
    {
        RunRow[] runs = [.. Enumerable.Range(1, 3).Select(fold => Run("shodl", 1, 10 * fold, label: $"fold {fold}", settings: $$"""{"Fold":{{fold}}}"""))];
        var cell = Answer(new() { Metrics = ["psnr_gray"], RowsBy = ["method"], OverLabels = true }, runs).Lines[0].Cells[0]!;
        Assert.Equal((20, 3), (cell.Mean, cell.Count));
        Assert.DoesNotContain("Label", cell.Mixed);
    }

    [Fact]
    public void Of_Statistics_MedianAndBest()
    {
        RunRow[] runs = [Run("shodl", 1, 1), Run("shodl", 2, 2), Run("shodl", 3, 9)];
        var median = Answer(new() { Metrics = ["psnr_gray"], Statistic = SeedStatistic.Median }, runs).Lines[0].Cells[0]!;
        Assert.Equal((2, 2), (median.Mean, median.Std)); // quartiles 1.5 and 5.5
        Assert.Equal((9, null), Answer(new() { Metrics = ["psnr_gray"], Statistic = SeedStatistic.Best }, runs).Lines[0].Cells[0]! is var best ? (best.Mean, best.Std) : default);
    }

    [Fact]
    public void Of_Item_AsksForTheImagesOwnNumber()
    {
        var question = new TableQuestion { Columns = [new("", "psnr_gray", new()) { Item = "leaves" }], Rows = [new("HODL", new() { Methods = ["shodl"] })] };
        var table = TableAnswer.Of(question, [new RunFacts(Run("shodl", 1, 30))], (run, item, metric) => item == "leaves" && metric == "psnr_gray" ? 35.5 : null);
        Assert.Equal(35.5, table.Lines[0].Cells[0]!.Mean);
    }

    [Fact]
    public void Address_Question_ComesBack()
    {
        var question = new TableQuestion
        {
            Name = "Set14 & more",
            Filter = new() { Task = Task, Presets = ["table3-k5"], Methods = ["shodl", "unh"], Text = "a b", States = [RunState.Finished], Set = new Dictionary<string, string> { ["K"] = "5", ["Loss"] = "Supervised" }, Runs = [3, 4] },
            RowsBy = ["method", "K"],
            ColumnsBy = [],
            Metrics = ["psnr_gray"],
            Statistic = SeedStatistic.Best,
            Test = PairedTest.SignFlip,
            OverLabels = true,
        };
        var address = TableAddress.Of(question, "/tables/new");
        Assert.Equal(address, TableAddress.Of(TableAddress.Parse(address[address.IndexOf('?', StringComparison.Ordinal)..]), "/tables/new"));
        Assert.Equal("/tables/new", TableAddress.Of(new TableQuestion(), "/tables/new"));
    }

    [Fact]
    public void Paper_EveryExhibit_IsWhole()
    {
        Assert.Equal([.. Enumerable.Range(3, 7).Select(n => $"table{n}"), .. Enumerable.Range(1, 11).Select(n => $"fig{n}")], PaperCatalog.All.Select(exhibit => exhibit.Id));
        foreach (var exhibit in PaperCatalog.All)
        {
            var question = exhibit.Question;
            Assert.All(question.Rows, row => Assert.True(row.Published.Count == 0 || row.Published.Count == question.Columns.Count, $"{exhibit.Id} {row.Name}"));
            Assert.NotEmpty(exhibit.Differs);
            if (TaskCatalog.Find(question.Filter.Task) is { } task)
            {
                Assert.All(question.Rows.Where(row => row.Runs is not null), row => Assert.Contains(row.Runs!.Methods[0], task.Methods.Select(method => method.Id)));
                Assert.All(question.Columns, column => Assert.Contains(column.Metric, task.Metrics.Where(info => info.IsResult).Select(info => info.Name)));
                Assert.All(question.Columns.SelectMany(column => column.Runs.Labels).Where(label => label != ""), label => Assert.Contains(label, task.Presets.SelectMany(preset => preset.Variants).Select(variant => variant.Label)));
            }
        }

        Assert.Same(PaperCatalog.Find("table3"), PaperCatalog.Find("Table 3"));
        Assert.Same(PaperCatalog.Find("fig10"), PaperCatalog.Find("figure-10"));
    }

    [Fact]
    public void Of_References_AreShownAndNotRanked()
    {
        RunRow Cleaned(string method, double accuracy) => FakeRuns.Run(++id, method, label: "MNIST", task: "hyper-cleaning").With("accuracy", accuracy) with { Preset = "paper" };
        var table = Answer(PaperCatalog.Find("fig11")!.Question with { Rows = PaperCatalog.Find("table8")!.Question.Rows }, Cleaned("shodl", 90), Cleaned("cg", 89), Cleaned("oracle", 91), Cleaned("no-cleaning", 89.5));

        int Rank(string name) => table.Lines.Single(line => line.Name == name).Cells[0]!.Rank;
        Assert.Equal([1, 2, 0, 0], new[] { "HODL (sHODL)", "CG", "Oracle", "No cleaning" }.Select(Rank));
    }

    [Fact]
    public void Digits_OfCounts_NoneOfOneRunAndOneOfAMean()
    {
        ResultTable Modes(params (long Seed, double Modes)[] runs) => Answer(PaperCatalog.Find("fig10")!.Question, [.. runs.Select(run =>
            FakeRuns.Run(++id, "shodl", seed: run.Seed, settings: "{\"Dataset\":\"Ring8\"}", task: "gan-modes").With("modes", run.Modes) with { Preset = "paper" })]);

        Assert.Equal("8", ColumnDigits.Of(Modes((1, 8)), 0).Text(8));
        Assert.Equal("7.5", ColumnDigits.Of(Modes((1, 8), (2, 7)), 0).Text(7.5));
    }

    [Fact]
    public void Launch_OfMissingCells_IsAcceptedByTheTasks()
    {
        foreach (var exhibit in PaperCatalog.All)
        {
            var table = TableAnswer.Of(exhibit.Question, []);
            var forms = TableLaunch.Of(table.Lines.SelectMany(line => line.Cells).OfType<ResultCell>(), "1-3");
            Assert.Equal(table.Progress.Possible > 0, forms.Count > 0);
            foreach (var form in forms)
            {
                var task = TaskCatalog.Find(form.Task)!;
                var preset = task.Presets.Single(preset => preset.Id == form.Preset);
                Assert.Empty(SettingsForm.Apply(preset.Settings, form.Set).Errors);
            }
        }
    }

    [Fact]
    public void View_Question_CellsOpenAndPublishedIsMarked()
    {
        (int, int)? opened = null;
        var table = Answer(PaperCatalog.Find("table3")!.Question, Run("shodl", 1, 26), Run("unh", 1, 23));
        var view = Render<ResultTableView>(parameters => parameters.Add(p => p.Table, table).Add(p => p.Question, true).Add(p => p.CellChosen, cell => opened = cell));
        Assert.Contains("published 18.82", view.Find("tbody tr:nth-child(3) .published").TextContent.Replace("pub. ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("26.00, best", view.Find(".best").TextContent);
        view.Find("tbody tr:nth-child(3) button.cell").Click();
        Assert.Equal((2, 0), opened);
        Assert.Equal(["K = 5", "K = 25"], view.FindAll("th[scope=colgroup]").Select(head => head.TextContent));
    }

    private static ResultTable Answer(TableQuestion question, params RunRow[] runs) => TableAnswer.Of(question, [.. runs.Select(run => new RunFacts(run))]);

    private RunRow Run(string method, long seed, double psnr, string preset = "table3-k5", RunState state = RunState.Finished, bool results = true, string label = "", string settings = "{}")
    {
        var run = FakeRuns.Run(++id, method, state, seed, label, settings, Task) with { Preset = preset };
        return results ? run.With("psnr_gray", psnr) : run;
    }
}
