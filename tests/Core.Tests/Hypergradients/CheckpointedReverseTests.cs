using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;
using Hodl.Core.Tests.Solvers;
using Hodl.Core.Tests.Torch;
using Hodl.Core.Torch;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

[Collection(NativeMemoryGroup.Name)]
public sealed class CheckpointedReverseTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("shodl", 12, 1)]
    [InlineData("shodl", 12, 5)]
    [InlineData("ahodl", 12, 4)]
    [InlineData("ahodl", 12, 40)]
    [InlineData("unh", 12, 3)]
    [InlineData("ena", 6, 4)]
    public void Compute_AnySegment_IsReverseMode(string method, int k, int m)
    {
        using var scope = NewDisposeScope();
        var problem = SmallProblem.Create(method, SmallProblem.Settings, float64);
        var batch = problem.BatchAt(1);
        using var trace = new InnerTrace(u => problem.Loss.Value(u, batch));
        using var whole = new ReverseMode().Compute(problem, batch, k, null, default);
        using var parts = new CheckpointedReverse(m).Compute(problem, batch, k, trace, default);

        Assert.Equal(whole.Phi, parts.Phi, 14);
        Assert.Equal(whole.Solve.Residual, parts.Solve.Residual, 14);
        Assert.Equal(whole.Solve.Iterations, parts.Solve.Iterations);
        Assert.Equal(k, trace.Measures.Count);
        for (var i = 0; i < whole.Gradients.Count; i++)
        {
            var (a, b) = (whole.Gradients[i]!, parts.Gradients[i]!);
            Assert.True((a - b).norm().item<double>() <= 1e-12 * (1e-12 + a.norm().item<double>()) + 1e-16, $"parameter {i}");
        }
    }

    [Fact]
    public void Compute_ManySteps_TakesAFractionOfTheMemory()
    {
        using var scope = NewDisposeScope();
        var problem = SmallProblem.Create("shodl", SmallProblem.Settings with { BatchSize = 64 }, float64);
        var batch = problem.BatchAt(1);
        using var memory = new PeakMemory();
        using var whole = new ReverseMode().Compute(problem, batch, 400, null, default);
        using var parts = new CheckpointedReverse(20).Compute(problem, batch, 400, null, default);
        output.WriteLine($"{whole.Cost.PeakBytes} bytes; every 20th step kept: {parts.Cost.PeakBytes}");

        Assert.True(parts.Cost.PeakBytes < whole.Cost.PeakBytes / 4);
    }
}
