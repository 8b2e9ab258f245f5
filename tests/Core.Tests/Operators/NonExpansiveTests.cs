using Hodl.Core.Operators;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

/// <summary>‖D(a) − D(b)‖_G ≤ (1 + 1e-5)‖a − b‖_G for D_num, D_net and their compositions, driven towards the worst pair.</summary>
public sealed class NonExpansiveTests
{
    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public void Apply_BeforeTraining_DoesNotExpand(string name)
    {
        Assert.InRange(Ratio(name, float64, trainingSteps: 0), 0, 1 + 1e-9);
        Assert.InRange(Ratio(name, float32, trainingSteps: 0), 0, 1 + 1e-5);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public void Apply_AfterTrainingAndSettle_DoesNotExpand(string name)
    {
        Assert.InRange(Ratio(name, float64, trainingSteps: 20), 0, 1 + 1e-9);
        Assert.InRange(Ratio(name, float32, trainingSteps: 20), 0, 1 + 1e-5);
    }

    [Fact]
    public void Apply_WithoutNormalisation_Expands()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        using var net = new Core.Operators.Networks.FullyConnectedNet(
            new() { Size = Subjects.Size, Hidden = [16], IdentityShift = 0, Noise = 1, Normalized = false }, random, float64, CPU);
        Train(net, float64, 40, rate: 0.1);

        Assert.True(Probe(net.At(Subjects.Data(float64)), float64) > 1.05);
    }

    private static double Ratio(string name, ScalarType dtype, int trainingSteps)
    {
        using var scope = NewDisposeScope();
        using var d = Subjects.Create(name, dtype);
        Train(d, dtype, trainingSteps, rate: 0.05);
        d.Settle();
        return Probe(d.At(Subjects.Data(dtype)), dtype);
    }

    private static double Probe(IBoundOperator d, ScalarType dtype)
    {
        using var random = new Generator(7);
        return ExpansionProbe.LargestRatio(d, new(Subjects.Data(dtype, 9).Target!), random);
    }

    // Adam towards a function that stretches: targets ten times the input, so that norms are pushed against their bound.
    private static void Train(LearnedOperator d, ScalarType dtype, int steps, double rate)
    {
        TorchSharp.Modules.Parameter[] omega = [.. d.parameters()];
        if (omega.Length == 0)
        {
            return;
        }

        using var update = new AdamUpdate(omega, [.. omega.Select(_ => 1.0)]);
        for (var t = 1; t <= steps; t++)
        {
            using var scope = NewDisposeScope();
            var batch = Subjects.Data(dtype, (ulong)t);
            var loss = (d.At(batch).Apply(new(batch.Target!))[0] - (batch.Target! * 10.0)).square().mean();
            update.Step([.. Autograd.Grad([loss], omega, allowUnused: true)], rate);
        }
    }
}
