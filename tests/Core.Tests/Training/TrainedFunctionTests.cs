using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Training;
using Hodl.Core.Tests.Solvers;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Training;

/// <summary>A run's log says which function is trained, and no step trains another one unsaid.</summary>
public sealed class TrainedFunctionTests
{
    private const string Start = "Trained at outer step ";

    private static ConstrainedSparseCodingSettings Coding => new()
    {
        K = 3,
        OuterSteps = 6,
        BatchSize = 4,
        Hidden = 8,
        RunIn = 4,
        TrainPatches = 64,
        ValidationPatches = 0,
        TestSide = 32,
        TestK = 4,
        EvaluateEvery = 6,
        CheckpointEvery = 3,
    };

    [Fact]
    public void Run_WithRunIn_SaysAtTheStartAndAtTheFirstOne()
    {
        var whole = Run("constrained-sparse-coding", "shodl", Coding);
        Assert.Equal([(1L, "φ_K of the settings, K = 3."), (2L, Coding.OtherFunctionAt("shodl", 2) + ".")], Told(whole));

        var rest = Run("constrained-sparse-coding", "shodl", Coding, whole.Checkpoints[0]);
        Assert.Equal([4L, 5L], Told(rest).Select(line => line.Step));
        Assert.Equal(whole.Checkpoints[^1].State, rest.Checkpoints[^1].State);
    }

    [Theory]
    [InlineData("ena", 4)]
    [InlineData("shodl", 0)]
    public void Run_OfPhiKThroughout_HasNothingToTell(string method, int runIn) =>
        Assert.Empty(Told(Run("constrained-sparse-coding", method, Coding with { RunIn = runIn })));

    [Fact]
    public void Run_InStages_SaysAtEveryChange()
    {
        var settings = new LowLightSettings
        {
            K = 2,
            OuterSteps = 4,
            BatchSize = 1,
            SearchSteps = 2,
            Nodes = 1,
            CellChannels = 4,
            Widths = "4,6",
            PatchSide = 16,
            EvaluateEvery = 4,
            CheckpointEvery = 2,
            TestK = 2,
        };
        var whole = Run("low-light", "shodl", settings);
        Assert.Equal([(1L, settings.OtherFunctionAt("shodl", 1) + "."), (3L, "φ_K of the settings, K = 2.")], Told(whole));
        Assert.Equal([3L], Told(Run("low-light", "shodl", settings, whole.Checkpoints[0])).Select(line => line.Step));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_ProblemThatDeviatesUnsaid_IsRefused(bool stage)
    {
        using var scope = NewDisposeScope();
        var problem = SmallProblem.Create("shodl", SmallProblem.Settings, float32);
        problem = stage ? problem with { FirstStage = 3 } : problem with { RunIn = t => t == 3 ? 1 : 0 };
        var observer = new RecordingObserver();
        var run = SmallProblem.Context("shodl", SmallProblem.Settings, observer);
        var error = Assert.Throws<InvalidOperationException>(() => new Algorithm1(problem, SmallProblem.Settings, RunCertifier.During).Run(run, default));

        Assert.Contains(stage ? "Outer step 1 " : "Outer step 3 ", error.Message, StringComparison.Ordinal);
        Assert.Equal(stage ? 0 : 2, observer.Series("phi").Length);
    }

    [Fact]
    public void Algorithm1_KeepEvery_KeepsReverseModeAloneAndTheSameNumbers()
    {
        using var scope = NewDisposeScope();
        var settings = SmallProblem.Settings with { KeepEvery = 2 };
        var problem = SmallProblem.Create("shodl", settings, float64);
        IHypergradient[] others =
        [
            new ConjugateGradient(new()), new NeumannSeries(new()), new OneStep(), new ReverseMode(2), new ForwardMode(), new ExactSolve(),
        ];
        foreach (var other in others)
        {
            var error = Assert.Throws<ArgumentException>(() => new Algorithm1(problem, settings, RunCertifier.During, other));
            Assert.Contains("KeepEvery = 2", error.Message, StringComparison.Ordinal);
        }

        var (kept, whole) = (SmallProblem.Run("shodl", settings), SmallProblem.Run("shodl", SmallProblem.Settings));
        Assert.All(kept.Series("phi").Zip(whole.Series("phi")), pair => Assert.Equal(pair.Second, pair.First, 1e-4 * pair.Second));
    }

    private static List<(long Step, string Text)> Told(RecordingObserver run) =>
        [.. run.Log.Where(line => line.Text.StartsWith(Start, StringComparison.Ordinal))
            .Select(line => (line.Step, line.Text.Split(": ", 2)[1]))];

    private static RecordingObserver Run(string id, string method, TrainingSettings settings, RunCheckpoint? resume = null)
    {
        var observer = new RecordingObserver();
        var spec = new RunSpec { Task = id, Method = method, Settings = settings, Seed = 1 };
        TaskCatalog.Find(id)!.Run(new() { Spec = spec, Observer = observer, Resume = resume }, default);
        return observer;
    }
}
