using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Solvers;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>Reverse mode against float64 central differences, ≤ 1e-6 relative, for every method; and closed forms.</summary>
public sealed class HypergradientTests
{
    [Theory]
    [InlineData("unh", NetworkKind.Potential, 1, 1)]
    [InlineData("ena", NetworkKind.Potential, 1, 1)]
    [InlineData("shodl", NetworkKind.Potential, 1, 1)]
    [InlineData("shodl", NetworkKind.Potential, 2, 3)]
    [InlineData("shodl", NetworkKind.Plain, 2, 1)]
    [InlineData("ahodl", NetworkKind.Potential, 1, 3)]
    [InlineData("ahodl", NetworkKind.Plain, 1, 1)]
    public void Compute_RegularizedSparseCoding_AgreesWithDifferences(string method, NetworkKind network, int layers, double metric)
    {
        using var scope = NewDisposeScope();
        var settings = SmallProblem.Settings with { Network = network, Layers = layers, MetricUpper = metric, NetworkScale = network == NetworkKind.Plain ? 20 : 1.5, Width = 1.5 };
        Agree(SmallProblem.Create(method, settings, float64), settings.K);
    }

    [Theory]
    [InlineData("ahodl")]
    [InlineData("shodl")]
    public void Compute_NonUniqueLowerLevel_AgreesWithDifferences(string method)
    {
        using var scope = NewDisposeScope();
        Agree(NonUniqueLowerLevel.Problem(method, new() { X0 = 0.4 }, float64, CPU), 20);
    }

    [Fact]
    public void Compute_NonUniqueLowerLevelShodl_IsTheClosedForm()
    {
        using var scope = NewDisposeScope();
        var settings = new NonUniqueLowerLevelSettings { X0 = 0.4, Y0 = 2, Eta = 0.5, Alpha = 0.8 };
        var problem = NonUniqueLowerLevel.Problem("shodl", settings, float64, CPU);
        using var gradient = new ReverseMode().Compute(problem, problem.BatchAt(1), 7, null, default);

        // y₁^K = (1 − q^K)x with q = 1 − αη, y₂ stays 2: φ_K = ½(x − 2)² + ½((1 − q^K)x − 1)².
        var c = 1 - Math.Pow(1 - (0.8 * 0.5), 7);
        Assert.Equal((0.5 * Math.Pow(0.4 - 2, 2)) + (0.5 * Math.Pow((c * 0.4) - 1, 2)), gradient.Phi, 13);
        Assert.Equal(0.4 - 2 + (c * ((c * 0.4) - 1)), gradient.Gradients[0]!.item<double>(), 13);
    }

    [Fact]
    public void Compute_AhodlWithSecondOrderTermsCut_Disagrees()
    {
        using var scope = NewDisposeScope();
        var problem = NonUniqueLowerLevel.Problem("ahodl", new() { X0 = 0.4 }, float64, CPU);
        var cut = problem with { Method = new HodlMethod(((HodlMethod)problem.Method).Operator, new Cut(problem.Loss), 0.9, 0.9, 0.99, new Core.Operators.Projections.FullSpace()) };
        using var random = new Generator(1);

        Assert.True(CentralDifference.Check(cut, new ReverseMode(), problem.BatchAt(1), 20, random).RelativeError > 1e-3);
    }

    private static void Agree(LearningProblem problem, int k)
    {
        using var random = new Generator(1);
        using var omega = problem.Method.Omega;
        var check = CentralDifference.Check(problem, new ReverseMode(), problem.BatchAt(1), k, random);
        Assert.True(check.RelativeError <= 1e-6, $"relative error {check.RelativeError:E2}");
        Assert.True(check.Cosine > 1 - 1e-9);
    }

    // What aHODL must not do: forget how ∂ℓ/∂u depends on u and ω.
    private sealed class Cut(ILoss loss) : ILoss
    {
        public bool NeedsTarget => loss.NeedsTarget;

        public Tensor Value(State u, Batch batch) => loss.Value(u, batch);

        public State Gradient(State u, Batch batch) => loss.Gradient(u, batch).Detach();

        public double Smoothness(Batch batch) => loss.Smoothness(batch);
    }
}
