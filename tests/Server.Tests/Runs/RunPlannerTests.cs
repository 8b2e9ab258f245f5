using Hodl.Server.Runs;

namespace Hodl.Server.Tests.Runs;

public sealed class RunPlannerTests
{
    private readonly RunPlanner planner = new([new FakeTask()]);

    [Fact]
    public void Plan_PresetWithVariants_OneRunEach()
    {
        var runs = planner.Plan(Sweep([])).Runs;
        Assert.Equal(["rate 0.1", "rate 0.2"], runs.Select(run => run.Label));
        Assert.Equal([0.1, 0.2], runs.Select(run => ((FakeSettings)run.Settings).Rate));
    }

    [Fact]
    public void Plan_OwnSettingMakesVariantsEqual_OneRunWithoutTheirLabels()
    {
        var run = Assert.Single(planner.Plan(Sweep(new() { ["Rate"] = "0.5" })).Runs);
        Assert.Equal("", run.Label);
        Assert.Equal(0.5, ((FakeSettings)run.Settings).Rate);
    }

    [Fact]
    public void Plan_OwnSettingEqualsOneVariant_KeepsItsLabel() =>
        Assert.Equal("rate 0.2", Assert.Single(planner.Plan(Sweep(new() { ["Rate"] = "0.2" })).Runs).Label);

    [Fact]
    public void Plan_OwnSettingPicksOneOfUnlikeVariants_TheOthersStayAway()
    {
        var request = new RunRequest { Task = "method-study", Preset = "paper", Methods = ["ba", "ift"], Seeds = [1], Set = new Dictionary<string, string> { ["Problem"] = "NonConvex" } };
        var runs = new RunPlanner([new Core.Tasks.MethodStudy()]).Plan(request).Runs;
        Assert.Equal([("ba", "non-convex"), ("ift", "non-convex")], runs.Select(run => (run.Method, run.Label)));
    }

    [Fact]
    public void Plan_EveryMethodOfEveryPreset_HasARun()
    {
        var all = new RunPlanner(Core.Tasks.TaskCatalog.All);
        foreach (var task in all.Tasks)
        {
            foreach (var (preset, method) in task.Presets.SelectMany(preset => task.Methods.Select(method => (preset, method.Id))))
            {
                var plan = all.Plan(new RunRequest { Task = task.Id, Preset = preset.Id, Methods = [method], Seeds = [1], Set = new Dictionary<string, string>() });
                Assert.True(plan.Errors.Count > 0 || plan.Runs.Any(run => run.Method == method), $"{task.Id} {preset.Id} {method}");
            }
        }
    }

    [Fact]
    public void Plan_KeepEveryWithConjugateGradients_IsRefusedAndSoIsItsSpec()
    {
        var all = new RunPlanner(Core.Tasks.TaskCatalog.All);
        RunPlan Plan(string method, string every) => all.Plan(new RunRequest
        {
            Task = "hyper-cleaning",
            Preset = "quick",
            Methods = [method],
            Seeds = [1],
            Set = new Dictionary<string, string> { ["KeepEvery"] = every },
        });

        var error = Assert.Single(Plan("cg", "5").Errors);
        Assert.Equal(("KeepEvery", "5", "0"), (error.Field, error.Value, error.Allowed));
        Assert.Empty(Plan("cg", "5").Runs);
        Assert.Single(Plan("rhg", "5").Runs);

        var spec = Plan("cg", "0").Runs[0];
        Assert.Empty(all.Check(spec));
        var contradictory = (Core.Tasks.HyperCleaningSettings)spec.Settings with { KeepEvery = 5 };
        Assert.Equal(error, Assert.Single(all.Check(spec with { Settings = contradictory })));
    }

    [Fact]
    public void Plan_DeviceThatIsNotHere_IsRefusedWithTheOnesThatAre()
    {
        var request = Sweep(new() { ["Device"] = "cuda:64" });
        var error = Assert.Single(planner.Plan(request).Errors);
        Assert.Equal(("Device", "cuda:64"), (error.Field, error.Value));
        Assert.StartsWith("Device cuda:64: ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Allowed here: cpu", error.ToString(), StringComparison.Ordinal);

        var spec = planner.Plan(Sweep([])).Runs[0];
        Assert.Equal(error, Assert.Single(planner.Check(spec with { Settings = spec.Settings with { Device = "cuda:64" } })));
    }

    [Fact]
    public void Plan_GpuForATaskOfTheCpu_IsRefusedWithTheReason()
    {
        foreach (var task in Core.Tasks.TaskCatalog.All.Where(task => task.CpuOnly))
        {
            var request = new RunRequest { Task = task.Id, Preset = "quick", Methods = [], Seeds = [1], Set = new Dictionary<string, string> { ["Device"] = "cuda:0" } };
            var plan = new RunPlanner([task]).Plan(request);
            Assert.Empty(plan.Runs);
            Assert.Equal("Device cuda:0: this task computes on the CPU. Allowed here: cpu.", Assert.Single(plan.Errors).ToString());
        }
    }

    private static RunRequest Sweep(Dictionary<string, string> set) =>
        new() { Task = "fake", Preset = "sweep", Methods = ["ahodl"], Seeds = [1], Set = set };
}
