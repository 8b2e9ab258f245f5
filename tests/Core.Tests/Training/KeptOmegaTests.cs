using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using Hodl.Core.Tests.Solvers;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Training;

/// <summary>The running average of ω, and the ω that is best on validation data.</summary>
public sealed class KeptOmegaTests
{
    [Fact]
    public void Run_WithAverage_KeepsTheRecurrenceAndEndsWithIt()
    {
        using var scope = NewDisposeScope();
        var settings = SmallProblem.Settings with { EmaDecay = 0.6, CheckpointEvery = 1 };
        var problem = SmallProblem.Create("shodl", settings, float64);
        var start = Values(problem);
        var observer = Train(problem, settings);

        var average = start;
        foreach (var checkpoint in observer.Checkpoints)
        {
            var decay = Math.Min(0.6, checkpoint.Step / (checkpoint.Step + 10.0));
            var tensors = Safetensors.Read(checkpoint.State);
            average = average.ToDictionary(pair => pair.Key, pair => (pair.Value * decay) + (tensors["omega." + pair.Key] * (1 - decay)));
        }

        Assert.Equal(12, observer.Checkpoints.Count);
        Assert.All(Values(problem), pair => Assert.True((pair.Value - average[pair.Key]).abs().max().item<double>() < 1e-14));
        var model = TrainedModel.Of(new() { Task = "", Method = "", Settings = settings }, observer.Checkpoints[^1]).Tensors();
        Assert.All(Values(problem), pair => Assert.True(model["omega." + pair.Key].eq(pair.Value).all().item<bool>()));
    }

    [Fact]
    public void Run_WithAverageResumed_GoesOnBitForBit()
    {
        var settings = SmallProblem.Settings with { EmaDecay = 0.8 };
        var whole = SmallProblem.Run("shodl", settings);
        var rest = SmallProblem.Run("shodl", settings, whole.Checkpoints[0]);

        Assert.Equal(whole.Checkpoints[^1].State, rest.Checkpoints[^1].State);
        Assert.Equal(whole.Results["test_mse"], rest.Results["test_mse"]);
        Assert.NotEqual(SmallProblem.Run("shodl", SmallProblem.Settings).Results["test_mse"].Value, whole.Results["test_mse"].Value);
    }

    [Fact]
    public void Run_WithValidation_EndsWithTheBest()
    {
        using var scope = NewDisposeScope();
        var settings = SmallProblem.Settings;
        var problem = SmallProblem.Create("shodl", settings, float64);
        Dictionary<string, Tensor>? best = null;
        double Validate(long t, IRunObserver watching, CancellationToken token)
        {
            best = t == 5 ? Values(problem).ToDictionary(pair => pair.Key, pair => pair.Value.DetachFromDisposeScope()) : best;
            return t == 5 ? 2 : 1 + (t / 100.0);
        }

        var observer = Train(problem, settings, validate: Validate);

        Assert.All(Values(problem), pair => Assert.True(pair.Value.eq(best![pair.Key]).all().item<bool>()));
        Assert.Contains(observer.Log, line => line.Text.Contains("step 5", StringComparison.Ordinal));
        var again = SmallProblem.Create("shodl", settings, float64);
        Train(again, settings, observer.Checkpoints[1], Validate);
        Assert.All(Values(again), pair => Assert.True(pair.Value.eq(best![pair.Key]).all().item<bool>()));
    }

    private static RecordingObserver Train(LearningProblem problem, Core.Tasks.RegularizedSparseCodingSettings settings, RunCheckpoint? resume = null, Func<long, IRunObserver, CancellationToken, double>? validate = null)
    {
        var observer = new RecordingObserver();
        new Algorithm1(problem, settings, RunCertifier.During) { Validate = validate }.Run(SmallProblem.Context("shodl", settings, observer, resume), default);
        return observer;
    }

    private static Dictionary<string, Tensor> Values(LearningProblem problem) =>
        problem.Method.Omega.named_parameters().ToDictionary(pair => pair.Item1, pair => pair.Item2.detach().clone());
}
