using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;
using Hodl.Core.Tests.Torch;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>Memory against inner steps: reverse mode grows linearly, the others do not grow.</summary>
[Collection(NativeMemoryGroup.Name)]
public sealed class HypergradientMemoryTests
{
    [Theory]
    [InlineData("rhg", 3.5, 5)]
    [InlineData("trhg", 0.9, 1.3)]
    [InlineData("cg", 0.9, 1.3)]
    [InlineData("ns", 0.9, 1.3)]
    [InlineData("forward", 0.9, 1.3)]
    public void Compute_FourTimesTheSteps_MemoryGrowsAsTheorySays(string name, double least, double most)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var q = randn(200, 200, generator: random) / 30;
        var omega = new Variables(("scale", tensor(0.5f)));
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfStep(omega, (u, _) => new((u[0].MatMul(q) * omega[0]).tanh() + q)),
            Loss = new FunctionLoss((u, _) => u[0].square().mean()),
            BatchAt = _ => new(zeros(1)),
            Start = _ => new(zeros(200, 200)),
        };
        IHypergradient method = name switch
        {
            "rhg" => new ReverseMode(),
            "trhg" => new ReverseMode(10),
            "cg" => new ConjugateGradient(new() { Steps = 20, Tolerance = 0 }),
            "ns" => new NeumannSeries(new() { Steps = 20, Tolerance = 0 }),
            _ => new ForwardMode(),
        };
        long Peak(int k)
        {
            using var memory = new PeakMemory();
            using var found = method.Compute(problem, problem.BatchAt(1), k, null, default);
            return found.Cost.PeakBytes;
        }

        Peak(20);
        var (few, many) = (Peak(40), Peak(160));
        Assert.InRange((double)many / few, least, most);
        Assert.True(few > 3 * 160_000);
    }
}
