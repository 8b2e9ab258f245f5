using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Training;
using Hodl.Core.Tests.Solvers;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Training;

public sealed class Algorithm1Tests
{
    public static TheoryData<string, OuterOptimizer> Everything => new()
    {
        { "shodl", OuterOptimizer.Adam }, { "shodl", OuterOptimizer.Sgd }, { "ahodl", OuterOptimizer.Adam },
        { "unh", OuterOptimizer.Adam }, { "ena", OuterOptimizer.Sgd },
    };

    [Theory]
    [MemberData(nameof(Everything))]
    public void Run_ResumedFromAnyCheckpoint_GoesOnBitForBit(string method, OuterOptimizer optimizer)
    {
        var settings = SmallProblem.Settings with { Optimizer = optimizer, Momentum = 0.5, Network = NetworkKind.Plain, WarmupSteps = 6 };
        var whole = SmallProblem.Run(method, settings);
        foreach (var checkpoint in whole.Checkpoints)
        {
            var rest = SmallProblem.Run(method, settings, checkpoint);

            Assert.Equal(whole.Checkpoints[^1].State, rest.Checkpoints[^1].State);
            Assert.Equal(
                Computed(whole).Where(point => point.Step > checkpoint.Step).Select(Bits), Computed(rest).Where(point => point.Step > checkpoint.Step).Select(Bits));
            Assert.Equal(whole.Results["test_mse"], rest.Results["test_mse"]);
        }

        Assert.Equal([4, 8, 12], whole.Checkpoints.Select(checkpoint => checkpoint.Step));
    }

    [Theory]
    [InlineData("phi", 7, 7)]             // too late for step 7: it is finished, step 8 is not begun
    [InlineData("test_nmse_db", 10, 10)]  // at an evaluation
    public void Run_Cancelled_LeavesACheckpointFromWhichItGoesOnBitForBit(string series, long at, long expected)
    {
        var settings = SmallProblem.Settings;
        var whole = SmallProblem.Run("shodl", settings);
        using var source = new CancellationTokenSource();
        var stopped = new RecordingObserver { Watch = (name, step) => Cancel(source, name == series && step == at) };
        Assert.Throws<OperationCanceledException>(() => new RegularizedSparseCoding().Run(SmallProblem.Context("shodl", settings, stopped), source.Token));
        var rest = SmallProblem.Run("shodl", settings, stopped.Checkpoints[^1]);

        Assert.Equal(expected, stopped.Checkpoints[^1].Step);
        Assert.Equal(whole.Checkpoints[^1].State, rest.Checkpoints[^1].State);
    }

    [Fact]
    public void Run_CancelledWithinAStep_ReportsTheStepBefore()
    {
        using var scope = NewDisposeScope();
        var settings = SmallProblem.Settings;
        var whole = SmallProblem.Run("shodl", settings);
        using var source = new CancellationTokenSource();
        var problem = SmallProblem.Create("shodl", settings, float32);
        var stopping = problem with
        {
            BatchAt = t =>
            {
                Cancel(source, t == 7);
                return problem.BatchAt(t);
            },
        };
        var observer = new RecordingObserver();
        Assert.Throws<OperationCanceledException>(() => new Algorithm1(stopping, settings, RunCertifier.During, new FusedReverseMode()).Run(SmallProblem.Context("shodl", settings, observer), source.Token));
        var rest = SmallProblem.Run("shodl", settings, observer.Checkpoints[^1]);

        Assert.Equal(6, observer.Checkpoints[^1].Step);
        Assert.Equal(whole.Checkpoints[^1].State, rest.Checkpoints[^1].State);
    }

    [Fact]
    public void Run_Always_RecordsTheSeriesOfEveryRun()
    {
        var run = SmallProblem.Run("shodl", SmallProblem.Settings with { NumericalRate = 30 });

        foreach (var name in new[] { "phi", "hypergradient_norm", "residual" })
        {
            Assert.Equal(12, run.Series(name).Length);
            Assert.All(run.Series(name), value => Assert.True(value > 0));
        }

        Assert.Equal(12, run.Series("step_seconds").Length);
        Assert.All(run.Series("step_seconds"), value => Assert.True(value >= 0));
        Assert.Equal([0, 5, 10, 12], run.Metrics.Where(point => point.Series == "test_nmse_db").Select(point => point.Step));
        Assert.Equal([1, 4, 8, 12], run.Curves.Where(curve => curve is { Phase: "train", Series: "loss" }).Select(curve => curve.OuterStep));
        Assert.All(run.Curves.Where(curve => curve.Phase == "train"), curve => Assert.Equal(6, curve.Values.Count));
        Assert.Equal(20, run.Curves.Single(curve => curve is { Phase: "test", Series: "relative_step" }).Values.Count);
        Assert.Equal((12, 12), run.Progress);
        Assert.True(run.Series("test_nmse_db")[^1] < run.Series("test_nmse_db")[0]);
    }

    [Fact]
    public void Run_BeforeTheFirstEvaluation_SaysHowManyStepsThereAre()
    {
        using var scope = NewDisposeScope();
        var observer = new RecordingObserver();
        var seen = new List<(long Step, long Total)>();
        var problem = SmallProblem.Create("shodl", SmallProblem.Settings, float32);
        new Algorithm1(problem, SmallProblem.Settings, RunCertifier.During) { Evaluate = (_, _, _) => seen.Add(observer.Progress) }
            .Run(SmallProblem.Context("shodl", SmallProblem.Settings, observer), default);

        Assert.Equal([(0, 12), (5, 12), (10, 12), (12, 12)], seen);
    }

    [Fact]
    public void Run_HypergradientZero_Warns()
    {
        // u⁰ = 0 and κ so large that nothing passes the threshold: φ_K does not depend on ω.
        var run = SmallProblem.Run("unh", SmallProblem.Settings with { Kappa = 10, Noise = 0, Density = 0.001 });

        Assert.Contains(run.Log, line => line.Severity == LogSeverity.Warning && line.Text.Contains("exactly zero"));
        Assert.Equal(0, run.Series("hypergradient_norm")[0]);
    }

    [Fact]
    public void Run_HypergradientNaN_WarnsAndStops()
    {
        using var scope = NewDisposeScope();
        var settings = SmallProblem.Settings;
        var problem = SmallProblem.Create("shodl", settings, float32);
        var broken = problem with { BatchAt = t => t == 3 ? new(problem.BatchAt(t).Input * float.NaN, problem.BatchAt(t).Target) : problem.BatchAt(t) };
        var observer = new RecordingObserver();
        var error = Assert.Throws<NonFiniteException>(() => new Algorithm1(broken, settings, RunCertifier.During).Run(SmallProblem.Context("shodl", settings, observer), default));

        Assert.Equal(3, error.Step);
        Assert.Contains(observer.Log, line => line.Severity == LogSeverity.Warning && line.Step == 3);
        Assert.True(double.IsNaN(observer.Series("phi")[^1]));
    }

    [Fact]
    public void Run_ClippedSgd_TakesTheStepOfAlgorithmOne()
    {
        using var scope = NewDisposeScope();
        var settings = SmallProblem.Settings with { Optimizer = OuterOptimizer.Sgd, LearningRate = 0.5, ClipNorm = 1e-4, OuterSteps = 1, NumericalRate = 2 };
        var problem = SmallProblem.Create("unh", settings, float64);
        double[] Values() => [.. problem.Learned().Select(parameter => parameter.detach().item<double>())];
        var before = Values();
        using var gradient = new Core.Hypergradients.ReverseMode().Compute(problem, problem.BatchAt(1), settings.K, null, default);
        new Algorithm1(problem, settings, RunCertifier.During).Run(SmallProblem.Context("unh", settings, new RecordingObserver()), default);

        Assert.True(gradient.Norm() > 1e-4);
        for (var i = 0; i < before.Length; i++)
        {
            // ω − (rate × factor) · clip/‖g‖ · g
            Assert.Equal(before[i] - (0.5 * 2 * 1e-4 / gradient.Norm() * gradient.Gradients[i]!.item<double>()), Values()[i], 14);
        }
    }

    [Fact]
    public void Restore_CheckpointOfOtherSettings_IsRefused()
    {
        var other = SmallProblem.Run("shodl", SmallProblem.Settings with { Width = 1 }).Checkpoints[0];
        Assert.Throws<ArgumentException>(() => SmallProblem.Run("shodl", SmallProblem.Settings, other));
    }

    [Theory]
    [InlineData(0, 1, 1.0)]
    [InlineData(4, 1, 0.25)]
    [InlineData(4, 3, 0.75)]
    [InlineData(4, 5, 1.0)]
    public void Run_WarmUp_RaisesTheRateLinearly(int warmup, int steps, double expected)
    {
        using var scope = NewDisposeScope();
        var settings = SmallProblem.Settings with { Optimizer = OuterOptimizer.Sgd, LearningRate = 0.5, NumericalRate = 1, Schedule = RateSchedule.Constant, WarmupSteps = warmup, OuterSteps = steps };
        var problem = SmallProblem.Create("unh", settings, float64);
        double[][] values = new double[2][];
        var gradients = new List<double[]>();
        var watched = problem with
        {
            BatchAt = t =>
            {
                using var gradient = new Core.Hypergradients.ReverseMode().Compute(problem, problem.BatchAt(t), settings.K, null, default);
                gradients.Add([.. gradient.Gradients.Select(g => g!.item<double>())]);
                values[0] = Values();
                return problem.BatchAt(t);
            },
        };
        new Algorithm1(watched, settings, RunCertifier.During).Run(SmallProblem.Context("unh", settings, new RecordingObserver()), default);
        values[1] = Values();

        for (var i = 0; i < values[0].Length; i++)
        {
            Assert.Equal(values[0][i] - (0.5 * expected * gradients[^1][i]), values[1][i], 14);
        }

        double[] Values() => [.. problem.Learned().Select(parameter => parameter.detach().item<double>())];
    }

    // Seconds are the machine's, not the run's.
    private static IEnumerable<(string Series, long Step, double Value)> Computed(RecordingObserver run) =>
        run.Metrics.Where(point => point.Series != "step_seconds");

    private static (string, long, long) Bits((string Series, long Step, double Value) point) =>
        (point.Series, point.Step, BitConverter.DoubleToInt64Bits(point.Value));

    private static void Cancel(CancellationTokenSource source, bool now)
    {
        if (now)
        {
            source.Cancel();
        }
    }
}
