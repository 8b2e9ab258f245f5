using Hodl.Core.Metrics;

namespace Hodl.Components.Tests.Charts;

public class RunColorTests : ComponentTest
{
    [Fact]
    public void Of_SameRun_SameColorWhateverItsState()
    {
        var run = FakeRuns.Run(7, "unh", seed: 2);
        Assert.Equal(RunColor.Of(run), RunColor.Of(run with { State = RunState.Running, Step = 1, Name = "other" }));
    }

    [Fact]
    public void Of_PaperMethods_FixedAndDistinct()
    {
        string[] methods = ["ahodl", "shodl", "unh", "ena"];
        Assert.Equal("--s1", RunColor.OfMethod("ahodl"));
        Assert.Equal(4, methods.Select(RunColor.OfMethod).Distinct().Count());
    }

    [Fact]
    public void Of_MethodsComparedOnOneVariant_DifferInColor()
    {
        foreach (var (task, preset, label) in new[] { ("hyper-cleaning", "paper", "MNIST"), ("few-shot", "cpu", "5-way"), ("hypergradient-cost", "paper", ""), ("gan-modes", "paper", "") })
        {
            var methods = TaskCatalog.Find(task)!.Presets.First(known => known.Id == preset).Methods.Where(method => method != "no-cleaning").ToList();
            var colors = methods.Select((method, at) => RunColor.Of(FakeRuns.Run(at, method, label: label) with { Task = task, Preset = preset }).Variable).ToList();
            Assert.True(colors.Distinct().Count() == colors.Count, $"{task}: {string.Join(", ", methods.Zip(colors))}");
        }
    }

    [Fact]
    public void OfMethod_UpToNineMethodsOfAPreset_Differ()
    {
        const int colors = 9;
        foreach (var (task, preset) in TaskCatalog.Families.SelectMany(family => family.Tasks).SelectMany(task => task.Presets.Select(preset => (task, preset))).Where(pair => pair.preset.Methods.Count <= colors))
        {
            var shared = preset.Methods.GroupBy(RunColor.OfMethod).Where(group => group.Count() > 1).Select(group => string.Join(" and ", group)).ToList();
            Assert.True(shared.Count == 0, $"{task.Id} {preset.Id}: {string.Join("; ", shared)}");
        }
    }

    [Fact]
    public void Of_RunsFromElsewhere_DifferUnlessTheirMethodHasAColor()
    {
        var colors = Enumerable.Range(1, 8).Select(id => RunColor.Of(FakeRuns.Run(id, "external") with { External = true }).Variable)
            .ToList();
        Assert.Equal(8, colors.Distinct().Count());
        Assert.Equal(RunColor.OfMethod("unh"), RunColor.Of(FakeRuns.Run(5, "unh") with { External = true }).Variable);
    }

    [Fact]
    public void Of_Seeds_DifferInShadeOnly()
    {
        var colors = new[] { 1L, 2, 3 }.Select(seed => RunColor.Of(FakeRuns.Run(seed, seed: seed))).ToList();
        Assert.Single(colors.Select(color => color.Variable).Distinct());
        Assert.Equal([0, 1, 2], colors.Select(color => color.Shade));
    }

    [Fact]
    public void ChartBoard_Runs_StartsScriptOnceAndOffersTools()
    {
        var module = JSInterop.SetupModule("/js/board.js");
        module.Mode = JSRuntimeMode.Loose;
        var runs = new[] { FakeRuns.Run(1, seed: 1), FakeRuns.Run(2, seed: 2), FakeRuns.Run(3, "unh") }.Select(run => ChartRun.Of(run)).ToList();
        var board = Render<ChartBoard>(parameters => parameters.Add(p => p.Runs, runs).Add(p => p.Charts, [new MetricInfo("phi", "φ — loss", Log: true), new MetricInfo("residual", "residual")]));
        board.Render();
        Assert.Single(module.Invocations["board"]);
        Assert.Equal(["phi", "residual"], board.FindAll("[data-series]").Select(figure => figure.GetAttribute("data-series")));
        Assert.Equal("true", board.Find("[data-series=phi] [data-log]").GetAttribute("aria-pressed"));
        Assert.Equal("false", board.Find("[data-series=residual] [data-log]").GetAttribute("aria-pressed"));
        Assert.Single(board.FindAll("[data-tool=band]"));
        Assert.Equal(3, board.FindAll("[data-tool=run]").Count);
    }

    [Fact]
    public void ChartBoard_OneRun_NeedsNeitherLegendNorBand()
    {
        var board = Render<ChartBoard>(parameters => parameters.Add(p => p.Runs, [ChartRun.Of(FakeRuns.Run(1))]).Add(p => p.Charts, [new MetricInfo("phi", "φ")]));
        Assert.Empty(board.FindAll("[data-tool=band], [data-tool=run]"));
    }

    [Fact]
    public void InnerBoard_TwoPhases_OffersBoth()
    {
        var entries = new[] { new InnerEntry(1, 1, "relative_step", 10, 5, "train"), new InnerEntry(1, 2, "relative_step", 10, 5, "test") };
        var board = Render<InnerBoard>(parameters => parameters.Add(p => p.Runs, [ChartRun.Of(FakeRuns.Run(1))]).Add(p => p.Entries, entries));
        Assert.Equal(["train", "test"], board.FindAll("[data-phase]").Select(button => button.GetAttribute("data-phase")));
        Assert.Equal("Outer step", board.Find($"label[for={board.Find("[data-scrub]").Id}]").TextContent);
    }
}
