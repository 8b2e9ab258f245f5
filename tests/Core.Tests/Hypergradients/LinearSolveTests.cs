using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Tests.Solvers;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>
/// What the linear solvers make of a start: min ½uᵀHu − uᵀω, H = diag(1, 100), at û = b = (1, 0.1); ℓ = ½‖u‖², so A = H and
/// ∂ℓ/∂u = b. The first step of conjugate gradients from 0 leaves a residual five times as long as b.
/// </summary>
public sealed class LinearSolveTests
{
    [Fact]
    public void Compute_ConjugateGradientWarmStartedAtZero_MovesAsFromNoStart()
    {
        using var scope = NewDisposeScope();
        using var cold = Compute(new ConjugateGradient(new() { Steps = 1, Tolerance = 0 }));
        using var warm = Compute(new ConjugateGradient(new() { Steps = 1, Tolerance = 0, Start = Of(0, 0) }));

        Assert.Equal(cold.Gradients[0]!.ToArray<double>(), warm.Gradients[0]!.ToArray<double>());
        Assert.True(warm.Norm() > 0);
        Assert.Equal(Residual(warm.Adjoint!), warm.Cost.LinearResidual!.Value, 12);
        Assert.Contains("no better than q = 0", Assert.Single(warm.Cost.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_ConjugateGradientWarmStartedStepByStep_Arrives()
    {
        // Each call goes on where the last one ended, one step at a time, though the residual grows at first.
        using var scope = NewDisposeScope();
        var q = zeros(2, float64);
        var way = new WarmStarted(start => new ConjugateGradient(new() { Steps = 1, Tolerance = 0, Start = start }), zeros(2, float64), q);
        var errors = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            using var found = Compute(way);
            errors.Add(Energy(q));
        }

        Assert.All(errors.Zip(errors.Skip(1)), pair => Assert.True(pair.Second <= pair.First));
        Assert.True(errors[^1] < 1e-10 * errors[0], $"{errors[^1]:G3}");
    }

    [Theory]
    [InlineData("cg")]
    [InlineData("ns")]
    public void Compute_WarmStartWorseThanZero_StartsAtZero(string name)
    {
        using var scope = NewDisposeScope();
        using var cold = Compute(Way(name, null));
        foreach (var start in new[] { Of(1e6, -3e4), Of(-1, -0.001), Of(double.NaN, 1) })
        {
            using var warm = Compute(Way(name, start));
            Assert.Equal(cold.Adjoint![0].ToArray<double>(), warm.Adjoint![0].ToArray<double>());
        }
    }

    [Theory]
    [InlineData("cg")]
    [InlineData("ns")]
    public void Compute_GoodWarmStart_IsUsed(string name)
    {
        using var scope = NewDisposeScope();
        using var cold = Compute(Way(name, null));
        using var warm = Compute(Way(name, Of(1.001, 0.00101)));

        Assert.True(Residual(warm.Adjoint!) < 0.1 * Residual(cold.Adjoint!));
    }

    [Theory]
    [InlineData("cg")]
    [InlineData("ns")]
    public void Compute_ZeroRightHandSide_GivesZeroWhateverTheStart(string name)
    {
        using var scope = NewDisposeScope();
        using var found = Compute(Way(name, Of(3, -2)), weight: 0);

        Assert.Equal([0.0, 0.0], found.Adjoint![0].ToArray<double>());
        Assert.Equal(0, found.Norm());
        Assert.Equal(0, found.Cost.LinearResidual);
    }

    [Theory]
    [InlineData("cg")]
    [InlineData("ns")]
    public void Compute_RightHandSideNotFinite_PassesForNoGradient(string name)
    {
        using var scope = NewDisposeScope();
        using var found = Compute(Way(name, Of(3, -2)), weight: double.NaN);

        Assert.True(double.IsNaN(found.Norm()));
        Assert.Contains(found.Cost.Warnings, text => text.Contains("not finite", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cg")]
    [InlineData("ns")]
    public void Compute_NoStepAllowed_SaysThatNothingIsSolved(string name)
    {
        using var scope = NewDisposeScope();
        var options = new ImplicitOptions { Steps = 0, Tolerance = 0 };
        using var found = Compute(name == "cg" ? new ConjugateGradient(options) : new NeumannSeries(options));

        Assert.Equal(0, found.Norm());
        Assert.Equal(1, found.Cost.LinearResidual);
        Assert.Contains("no better than q = 0", Assert.Single(found.Cost.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "linear equation was not solved")]
    [InlineData(2, "ω does not reach the loss")]
    public void Record_HypergradientOfZero_NamesTheCause(int steps, string cause)
    {
        using var scope = NewDisposeScope();
        using var found = Compute(new ConjugateGradient(new() { Steps = steps, Tolerance = 0 }), weight: steps == 0 ? 1 : 0);
        var observer = new RecordingObserver();
        new OuterSeries(observer, SmallProblem.Settings).Record(2, found, found.Norm(), null);

        Assert.Equal(0, found.Norm());
        Assert.Contains(cause, observer.Log[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Compute_NeumannSeriesWhoseResidualHasOnlyGrownYet_StillMoves()
    {
        // u = Mu + ω with M = [[0, 0], [9, 0]], not normal: I − Mᵀ has the residual 9 after one term and 0 after two.
        using var scope = NewDisposeScope();
        using var omega = new Variables(("omega", tensor([1.0, 0.0])));
        var map = tensor(new[] { 0.0, 0.0, 9.0, 0.0 }, [2, 2]);
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfStep(omega, (u, _) => new(map.mv(u[0]) + omega[0])),
            Loss = new FunctionLoss((u, _) => u[0][1]),
            BatchAt = _ => new(zeros(1, float64)),
            Start = _ => new(zeros(2, float64)),
        };
        foreach (var start in new[] { null, Of(0, 0) })
        {
            Hypergradient After(int steps) => new NeumannSeries(new() { Steps = steps, Tolerance = 0, Start = start })
                .Compute(problem, problem.BatchAt(1), 5, null, default);
            using var one = After(1);
            using var two = After(2);

            Assert.Equal([0.0, 1.0], one.Gradients[0]!.ToArray<double>());
            Assert.Equal(9, one.Cost.LinearResidual!.Value, 12);
            Assert.Equal([9.0, 1.0], two.Gradients[0]!.ToArray<double>());
        }
    }

    [Fact]
    public void Conjugate_WarmStarts_AreThoseOfTheOneLoop()
    {
        using var scope = NewDisposeScope();
        var (h, b) = (tensor([1.0, 100.0]), tensor([1.0, 0.1]));
        double[] From(Tensor? start, Tensor right) =>
            ConjugateGradients.Solve(v => h * v, right, start, 0, 1, default).Q[0].ToArray<double>();

        Assert.Equal(From(null, b), From(zeros(2, float64), b));
        Assert.Equal(From(null, b), From(tensor([1e6, -3e4]), b));
        Assert.Equal([0.0, 0.0], From(tensor([3.0, -2.0]), zeros(2, float64)));
        Assert.All(From(null, b * double.NaN), value => Assert.True(double.IsNaN(value)));
    }

    private static IHypergradient Way(string name, State? start) => name == "cg"
        ? new ConjugateGradient(new() { Steps = 1, Tolerance = 0, Start = start })
        : new NeumannSeries(new() { Steps = 20, Tolerance = 0, Start = start });

    private static State Of(params double[] values) => new(tensor(values));

    private static Hypergradient Compute(IHypergradient way, double weight = 1)
    {
        var (h, b) = (tensor([1.0, 100.0]), tensor([1.0, 0.1]));
        using var omega = new Variables(("omega", h * b));
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfCost(omega, (u, _) => ((h * u[0] * 0.5) - omega[0]).mul(u[0]).sum(), 0.01),
            Loss = new FunctionLoss((u, _) => u[0].square().sum() * (0.5 * weight)),
            BatchAt = _ => new(zeros(1, float64)),
            Start = _ => new(b.clone()),
        };
        return way.Compute(problem, problem.BatchAt(1), 1, null, default);
    }

    private static double Residual(State q) =>
        ((tensor([1.0, 0.1]) - (tensor([1.0, 100.0]) * q[0])).norm() / tensor([1.0, 0.1]).norm()).item<double>();

    // (q − q̂)ᵀA(q − q̂)
    private static double Energy(Tensor q) => ((q - tensor([1.0, 0.001])).square() * tensor([1.0, 100.0])).sum().item<double>();
}
