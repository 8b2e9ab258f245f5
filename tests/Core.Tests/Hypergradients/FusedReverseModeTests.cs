using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

public class FusedReverseModeTests(ITestOutputHelper output)
{
    private const int M = 24, N = 13, B = 9, K = 7;

    [Theory]
    [InlineData("none", 1.0)]
    [InlineData("none", 3.0)]
    [InlineData("plain", 1.0)]
    [InlineData("plain", 3.0)]
    [InlineData("conditioned", 3.0)]
    [InlineData("deep", 1.0)]
    [InlineData("potential", 1.0)]
    [InlineData("potential", 3.0)]
    [InlineData("conditioned potential", 1.0)]
    public void Compute_Float64_AgreesWithReverseMode(string network, double metricUpper)
    {
        using var scope = NewDisposeScope();
        var batch = Batch();
        using var expectedTrace = new InnerTrace();
        using var actualTrace = new InnerTrace();
        var problem = Problem(network, metricUpper, batch);

        Assert.True(new FusedReverseMode().Applies(problem));
        using var expected = new ReverseMode().Compute(Problem(network, metricUpper, batch), batch, K, expectedTrace, default);
        using var actual = new FusedReverseMode().Compute(problem, batch, K, actualTrace, default);

        Assert.Equal(expected.Phi, actual.Phi, 1e-14);
        Assert.Equal(expected.Solve.Residual, actual.Solve.Residual, 1e-13);
        Assert.True((expected.Solve.U[0] - actual.Solve.U[0]).abs().max().item<double>() < 1e-13);
        Assert.Equal(expectedTrace.RelativeSteps.Skip(1), actualTrace.RelativeSteps.Skip(1), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(expected.Gradients.Count, actual.Gradients.Count);
        foreach (var (i, (e, a)) in expected.Gradients.Zip(actual.Gradients).Index())
        {
            var difference = (e! - a!).norm().item<double>() / e!.norm().item<double>();
            output.WriteLine($"{problem.Method.Omega.named_parameters().ElementAt(i).Item1}: {difference:E1} of {e.norm().item<double>():E1}");
            Assert.True(e.norm().item<double>() > 1e-7, "The gradient is zero and tests nothing.");
            Assert.True(difference < 1e-10, $"Gradient {i} differs by {difference}.");
        }
    }

    [Fact]
    public void Applies_OutsideOfItsForm_SaysNo()
    {
        using var scope = NewDisposeScope();
        var batch = Batch();
        var problem = Problem("plain", 1, batch);
        var d = ((HodlMethod)problem.Method).Operator;

        Assert.False(new FusedReverseMode().Applies(problem with { Method = new HodlMethod(d, problem.Loss, 0.5, mu: 0.3, 0.5, new FullSpace()) }));
        Assert.False(new FusedReverseMode().Applies(problem with { Method = new HodlMethod(d, problem.Loss, 0.5, mu: 0, 0.5, new Ball(1)) }));
        Assert.False(new FusedReverseMode().Applies(Problem("averaged", 1, batch)));
        Assert.False(new FusedReverseMode().Applies(Problem("two potentials", 1, batch)));
    }

    [Fact]
    public void Compute_TokenCancelled_Stops()
    {
        using var scope = NewDisposeScope();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var batch = Batch();

        Assert.Throws<OperationCanceledException>(() => new FusedReverseMode().Compute(Problem("plain", 1, batch), batch, K, null, stop.Token));
    }

    private static Batch Batch()
    {
        using var random = new Generator(3);
        return new(randn(B, M, dtype: float64, generator: random), randn(B, N, dtype: float64, generator: random));
    }

    private static LearningProblem Problem(string network, double metricUpper, Batch batch)
    {
        using var random = new Generator(4);
        var data = new LeastSquares(randn(M, N, dtype: float64, generator: random) / Math.Sqrt(M));
        LearnedOperator d = new ProximalGradient(data, N, new() { Kappa = 0.05, MetricUpper = metricUpper }, float64, CPU);
        FullyConnectedOptions Layers(params long[] hidden) => new() { Size = N, Hidden = hidden, Noise = 0.3 };
        ConvexPotentialOptions Potential(params long[] widths) => new() { Size = N, Widths = widths, Scale = 0.7 };
        LearnedOperator? net = network switch
        {
            "plain" => new FullyConnectedNet(Layers(19), random, float64, CPU),
            "conditioned" => new FullyConnectedNet(Layers(19) with { Condition = M, IdentityShift = 1 }, random, float64, CPU),
            "deep" => new FullyConnectedNet(Layers(19, 8, 21), random, float64, CPU),
            "averaged" => new FullyConnectedNet(Layers(19) with { Averaged = true }, random, float64, CPU),
            "potential" => new ConvexPotentialNet(Potential(29), random, float64, CPU),
            "two potentials" => new ConvexPotentialNet(Potential(29, 11), random, float64, CPU),
            "conditioned potential" => new ConvexPotentialNet(Potential(29) with { Anchor = linalg.pinv(data.Q) }, random, float64, CPU),
            _ => null,
        };
        var loss = new MeanSquaredError();
        return new LearningProblem
        {
            Method = new HodlMethod(net is null ? d : new Composed(d, net), loss, alpha: 0.7, mu: 0, share: 0.5, new FullSpace()),
            Loss = loss,
            BatchAt = _ => batch,
            Start = _ => new(zeros(B, N, float64)),
        };
    }
}
