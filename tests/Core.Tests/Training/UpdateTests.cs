using Hodl.Core.Runs;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using TorchSharp.Modules;
using Hodl.Core.Tests.Solvers;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Training;

/// <summary>What an optimizer's step does with a parameter that got no gradient.</summary>
public sealed class UpdateTests
{
    public static TheoryData<string> All => ["adam", "sgd", "momentum"];

    [Theory]
    [MemberData(nameof(All))]
    public void Step_WithoutGradient_LeavesParameterAndMomentsUntouched(string name)
    {
        using var scope = NewDisposeScope();
        Parameter[] omega = [Of(1, -2), Of(0.5, 3)];
        using var update = Create(name, omega);
        update.Step([tensor([0.3, -0.1]), tensor([2.0, 1.0])], 0.1);
        var before = Values(omega, update);
        for (var i = 0; i < 5; i++)
        {
            update.Step([null, tensor([1.0, 1.0])], 0.1);
        }

        var after = Values(omega, update);
        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[1], after[1]);
        foreach (var moment in new[] { "first0", "second0", "momentum0" })
        {
            Assert.Equal(before.GetValueOrDefault(moment), after.GetValueOrDefault(moment));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Step_AfterStepsWithoutGradient_GoesOnAsIfTheyHadNotBeen(string name)
    {
        using var scope = NewDisposeScope();
        Parameter[] rested = [Of(1, -2)], steady = [Of(1, -2)];
        using var one = Create(name, rested);
        using var other = Create(name, steady);
        Tensor[] gradients = [tensor([0.3, -0.1]), tensor([-2.0, 1.0]), tensor([0.01, 5.0])];
        foreach (var gradient in gradients)
        {
            one.Step([null], 0.1);
            one.Step([gradient], 0.1);
            other.Step([gradient], 0.1);
        }

        Assert.Equal(Values(steady, other), Values(rested, one));
    }

    [Fact]
    public void Step_AdamsFirstWithAGradient_HasFullLengthHoweverLate()
    {
        using var scope = NewDisposeScope();
        Parameter[] omega = [Of(1)];
        using var update = Create("adam", omega);
        for (var i = 0; i < 500; i++)
        {
            update.Step([null], 0.1);
        }

        update.Step([tensor([7.0])], 0.1);
        Assert.Equal(1 - 0.1, omega[0].item<double>(), 8);
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("momentum")]
    public void Step_GradientOfZeros_StillMovesByMomentum(string name)
    {
        using var scope = NewDisposeScope();
        Parameter[] omega = [Of(1)];
        using var update = Create(name, omega);
        update.Step([tensor([7.0])], 0.1);
        var before = omega[0].item<double>();
        update.Step([tensor([0.0])], 0.1);

        Assert.True(omega[0].item<double>() < before);
    }

    [Fact]
    public void Restore_CheckpointWithoutCounts_TakesThoseOfTheOuterStep()
    {
        var settings = SmallProblem.Settings;
        var whole = SmallProblem.Run("shodl", settings);
        byte[] old;
        using (NewDisposeScope())
        {
            var tensors = Safetensors.Read(whole.Checkpoints[0].State)
                .Where(pair => pair.Key != "moment.counts").ToDictionary(pair => pair.Key, pair => pair.Value);
            Assert.Contains("moment.first0", tensors.Keys);
            old = Safetensors.Write(tensors);
        }

        var rest = SmallProblem.Run("shodl", settings, new RunCheckpoint(whole.Checkpoints[0].Step, old));
        Assert.Equal(whole.Checkpoints[^1].State, rest.Checkpoints[^1].State);
    }

    private static Parameter Of(params double[] values) => new(tensor(values));

    private static IUpdate Create(string name, Parameter[] omega)
    {
        double[] factors = [.. omega.Select(_ => 1.0)];
        return name == "adam" ? new AdamUpdate(omega, factors) : new SgdUpdate(omega, factors, name == "momentum" ? 0.9 : 0);
    }

    private static Dictionary<object, double[]> Values(Parameter[] omega, IUpdate update) =>
        omega.Select((parameter, i) => ((object)i, parameter.detach()))
            .Concat(update.Moments.Where(moment => moment.Name != "counts").Select(moment => ((object)moment.Name, moment.Value)))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2.ToArray<double>());
}
