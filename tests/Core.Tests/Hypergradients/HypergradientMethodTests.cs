using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Solvers;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>Every way to a hypergradient against closed forms, over random shapes of u and ω, and what each reports.</summary>
public sealed class HypergradientMethodTests
{
    private const int Converged = 80;

    public static TheoryData<string, bool, int> Problems()
    {
        var data = new TheoryData<string, bool, int>();
        foreach (var name in new[] { "rhg", "trhg", "forward", "cg", "ns", "exact" })
        {
            for (var seed = 1; seed <= 6; seed++)
            {
                data.Add(name, seed % 2 == 0, seed);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Compute_RandomShapes_IsTheClosedForm(string name, bool cost, int seed)
    {
        using var scope = NewDisposeScope();
        var bilevel = new RandomBilevel(seed, cost);
        var method = Method(name);
        using var found = method.Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), Converged, null, default);

        Assert.True(method.Applies(bilevel.Problem));
        Assert.True(bilevel.Error(found.Gradients) <= 1e-8, $"{bilevel.Error(found.Gradients):E2}");
        Assert.All(bilevel.Omega.parameters().Zip(found.Gradients), pair => Assert.Equal(pair.First.shape, pair.Second!.shape));
        Assert.Equal(Converged, found.Cost.InnerSteps);
        Assert.Empty(found.Cost.Warnings);
        Assert.True(found.Cost.Seconds > 0);
        Assert.True((found.Cost.LinearResidual ?? 0) <= 1e-9);
    }

    [Theory]
    [InlineData("rhg")]
    [InlineData("forward")]
    [InlineData("cg")]
    [InlineData("ns")]
    [InlineData("exact")]
    public void Compute_OtherStepOrDamping_ChangesNothingAtConvergence(string name)
    {
        foreach (var cost in new[] { false, true })
        {
            using var scope = NewDisposeScope();
            var bilevel = new RandomBilevel(3, cost, factor: 0.55);
            using var found = Method(name, damping: 0.7).Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), 3 * Converged, null, default);

            Assert.True(bilevel.Error(found.Gradients) <= 1e-8, $"{bilevel.Error(found.Gradients):E2}");
        }
    }

    [Theory]
    [InlineData("rhg")]
    [InlineData("forward")]
    [InlineData("cg")]
    [InlineData("ns")]
    [InlineData("exact")]
    public void Compute_Ridge_IsTheClosedForm(string name)
    {
        // Φ = ½‖Xu − y‖² + ½e^λ‖u‖² with a scalar λ of no dimension: du*/dλ = −e^λ(XᵀX + e^λI)⁻¹u*.
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        Tensor Draw(params long[] shape) => randn(shape, dtype: float64, generator: random);
        var (x, y, heldX, heldY) = (Draw(12, 5), Draw(12), Draw(9, 5), Draw(9));
        var omega = new Variables(("lambda", tensor(0.3, dtype: float64)));
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfCost(omega, (u, _) => ((x.mv(u[0]) - y).square().sum() + (omega[0].exp() * u[0].square().sum())) * 0.5, 0.04),
            Loss = new FunctionLoss((u, _) => (heldX.mv(u[0]) - heldY).square().sum() * 0.5),
            BatchAt = _ => new(zeros(1)),
            Start = _ => new(zeros(5, dtype: float64)),
        };
        using var found = Method(name).Compute(problem, problem.BatchAt(1), 600, null, default);

        var weight = Math.Exp(0.3);
        var matrix = x.t().MatMul(x) + (eye(5, dtype: float64) * weight);
        var solution = linalg.solve(matrix, x.t().mv(y));
        var expected = -weight * linalg.solve(matrix, solution).dot(heldX.t().mv(heldX.mv(solution) - heldY)).item<double>();
        Assert.Empty(found.Gradients[0]!.shape);
        Assert.True(Math.Abs(found.Gradients[0]!.item<double>() - expected) <= 1e-8 * Math.Abs(expected));
    }

    [Fact]
    public void Compute_Truncated_ErrorFallsWithM()
    {
        using var scope = NewDisposeScope();
        var bilevel = new RandomBilevel(4, cost: true);
        double Error(int last)
        {
            using var found = new ReverseMode(last).Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), Converged, null, default);
            Assert.Equal(last, found.Cost.VectorJacobianProducts);
            return bilevel.Error(found.Gradients);
        }

        // The contraction is 1 − 0.4 = 0.6, so ten more steps are worth 0.6¹⁰ ≈ 6e-3.
        Assert.True(Error(12) < 1.1 * Math.Pow(0.6, 10) * Error(2));
        Assert.True(Error(2) > 1e-3);
    }

    [Fact]
    public void Compute_OneStep_IsTheFirstTermOfTheSeries()
    {
        using var scope = NewDisposeScope();
        var bilevel = new RandomBilevel(2, cost: false);
        using var one = new OneStep().Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), Converged, null, default);
        using var series = new ReverseMode(1).Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), Converged, null, default);

        Assert.All(one.Gradients.Zip(series.Gradients), pair => Assert.True((pair.First! - pair.Second!).abs().max().item<double>() < 1e-12));
        Assert.True(one.Cost.LinearResidual > 0.01);
        Assert.True(bilevel.Error(one.Gradients) is > 1e-3 and < 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compute_ConjugateGradientStoppingEarly_GivesTheConvergedIterate(bool cost)
    {
        using var scope = NewDisposeScope();
        var bilevel = new RandomBilevel(6, cost);
        using var found = new ConjugateGradient(new() { Steps = 500, Tolerance = 1e-11 }).Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), Converged, null, default);

        Assert.True(found.Cost.LinearSteps < 100);
        Assert.True(found.Cost.LinearResidual <= 1e-10);
        Assert.True(bilevel.Error(found.Gradients) <= 1e-9);
    }

    [Fact]
    public void Compute_ConjugateGradientTooFewSteps_SaysSo()
    {
        using var scope = NewDisposeScope();
        var bilevel = new RandomBilevel(6, cost: true);
        using var found = new ConjugateGradient(new() { Steps = 1 }).Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), Converged, null, default);

        Assert.Contains("not solved", Assert.Single(found.Cost.Warnings));
        Assert.True(found.Cost.LinearResidual > 1e-6);
    }

    [Fact]
    public void Compute_ConjugateGradientWhoseResidualHasOnlyGrownYet_StillMoves()
    {
        // min ½uᵀHu − uᵀω, H = diag(1, 100), at û = b = (1, 0.1); ℓ = ½‖u‖². The first step leaves a residual five times as long.
        using var scope = NewDisposeScope();
        var (h, b) = (tensor([1.0, 100.0]), tensor([1.0, 0.1]));
        using var omega = new Variables(("omega", h * b));
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfCost(omega, (u, _) => ((h * u[0] * 0.5) - omega[0]).mul(u[0]).sum(), 0.01),
            Loss = new FunctionLoss((u, _) => u[0].square().sum() * 0.5),
            BatchAt = _ => new(zeros(1, float64)),
            Start = _ => new(b.clone()),
        };
        using var found = new ConjugateGradient(new() { Steps = 1, Tolerance = 0 }).Compute(problem, problem.BatchAt(1), 1, null, default);

        Assert.True((found.Gradients[0]! - (b * (1.01 / 2))).abs().max().item<double>() < 1e-9);  // bᵀb/bᵀHb along b
        Assert.True(found.Cost.LinearResidual > 1);
    }

    [Fact]
    public void Compute_StartedAtTheSolution_TakesNoStep()
    {
        using var scope = NewDisposeScope();
        var bilevel = new RandomBilevel(6, cost: true);
        using var first = new ConjugateGradient(new() { Tolerance = 1e-11 }).Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), Converged, null, default);
        using var second = new ConjugateGradient(new() { Tolerance = 1e-9, Start = first.Adjoint }).Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), Converged, null, default);

        Assert.Equal(0, second.Cost.LinearSteps);
        Assert.True(bilevel.Error(second.Gradients) <= 1e-8);
    }

    [Theory]
    [InlineData("rhg")]
    [InlineData("forward")]
    [InlineData("cg")]
    [InlineData("ns")]
    [InlineData("one-step")]
    public void Compute_CutGraph_IsReported(string name)
    {
        using var scope = NewDisposeScope();
        var omega = new Variables(("read", tensor(0.5, dtype: float64)), ("cut", tensor(0.5, dtype: float64)));
        LearningProblem Problem(bool whole) => new()
        {
            Method = SolverMethod.OfStep(omega, (u, _) => new((u[0] * 0.5) + (whole ? omega[0].detach() : omega[0]) + omega[1].detach())),
            Loss = new FunctionLoss((u, _) => u[0].square().sum()),
            BatchAt = _ => new(zeros(1)),
            Start = _ => new(zeros(3, dtype: float64)),
        };
        using var part = Method(name).Compute(Problem(whole: false), new(zeros(1)), 20, null, default);
        using var all = Method(name).Compute(Problem(whole: true), new(zeros(1)), 20, null, default);

        Assert.Contains(part.Cost.Warnings, text => text.Contains("to cut.", StringComparison.Ordinal));
        Assert.NotNull(part.Gradients[0]);
        Assert.Null(part.Gradients[1]);
        Assert.Contains(all.Cost.Warnings, text => text.Contains("zero because no graph leads", StringComparison.Ordinal));
        Assert.All(all.Gradients, Assert.Null);
    }

    [Fact]
    public void Compute_AdamAtAZeroGradient_HasNoNaN()
    {
        // The second coordinate of u starts at its minimum, so its gradient, and Adam's v, are exactly 0.
        using var scope = NewDisposeScope();
        var omega = new Variables(("scale", tensor(1.3, dtype: float64)));
        var problem = new LearningProblem
        {
            Method = new SolverMethod(omega, _ => new AdamSolver(u => (omega[0] * u[0].square()).sum(), 0.05), isStationary: false),
            Loss = new FunctionLoss((state, _) => AdamSolver.Variable(state)[0].square().sum()),
            BatchAt = _ => new(zeros(1)),
            Start = _ => AdamSolver.Start(new(tensor(new[] { 2.0, 0.0 }))),
        };
        using var reverse = new ReverseMode().Compute(problem, problem.BatchAt(1), 10, null, default);
        using var forward = new ForwardMode().Compute(problem, problem.BatchAt(1), 10, null, default);
        using var random = new Generator(1);

        Assert.True(double.IsFinite(reverse.Gradients[0]!.item<double>()));
        Assert.Equal(reverse.Gradients[0]!.item<double>(), forward.Gradients[0]!.item<double>(), 12);
        Assert.True(Math.Abs(reverse.Gradients[0]!.item<double>()) > 0);
        Assert.False(new ConjugateGradient(new()).Applies(problem));
    }

    [Theory]
    [InlineData("unh")]
    [InlineData("ena")]
    [InlineData("shodl")]
    [InlineData("ahodl")]
    public void Along_SparseCoding_AgreesWithReverseMode(string method)
    {
        using var scope = NewDisposeScope();
        var problem = Solvers.SmallProblem.Create(method, Solvers.SmallProblem.Settings, float64);
        var batch = problem.BatchAt(1);
        using var random = new Generator(2);
        Tensor[][] directions = [.. Enumerable.Range(0, 3).Select(_ => problem.Learned().Select(parameter => randn(parameter.shape, dtype: float64, generator: random)).ToArray())];
        problem.Method.Settle();
        using var reverse = new ReverseMode().Compute(problem, batch, 6, null, default);
        problem.Method.Settle();
        var along = ForwardMode.Along(problem, batch, 6, directions, default);

        for (var i = 0; i < directions.Length; i++)
        {
            var expected = reverse.Gradients.Zip(directions[i], (g, d) => g is null ? 0 : (g * d).sum().item<double>()).Sum();
            Assert.True(Math.Abs(along[i] - expected) <= 1e-9 * Math.Abs(expected), $"{along[i]} {expected}");
        }
    }

    [Fact]
    public void Compute_ManySolutions_ExactTakesTheLeastNormAndSaysSo()
    {
        using var scope = NewDisposeScope();
        var problem = NonUniqueLowerLevel.Problem("shodl", new() { X0 = 0.4, Y0 = 2 }, float64, CPU);
        using var found = new ExactSolve().Compute(problem, problem.BatchAt(1), 400, null, default);

        // φ(x) = ½(x − 2)² + ½(x − 1)²: y₁ = x, y₂ stays.
        Assert.Equal(0.4 - 2 + 0.4 - 1, found.Gradients[0]!.item<double>(), 10);
        Assert.Contains("1 of 2 directions are free", Assert.Single(found.Cost.Warnings));
    }

    [Fact]
    public void Compute_ConjugateGradientWithoutASolution_StaysAtTheLeastSquares()
    {
        // A is singular and ∂ℓ/∂u not in its range; the free direction does not depend on ω, so the gradient is still right.
        using var scope = NewDisposeScope();
        using var toy = new AffineBilevel("shodl", new AffineBilevelSettings(), 1, CPU);
        using var found = new ConjugateGradient(new() { Steps = 200, Tolerance = 1e-12 }).Compute(toy.Problem, toy.Problem.BatchAt(1), 300, null, default);
        using var exact = new ExactSolve().Compute(toy.Problem, toy.Problem.BatchAt(1), 300, null, default);

        Assert.True(found.Cost.LinearSteps < 20, $"{found.Cost.LinearSteps}");
        Assert.InRange(found.Cost.LinearResidual!.Value, 0.5, 1);
        Assert.True(((found.Gradients[0]! - exact.Gradients[0]!).norm() / exact.Gradients[0]!.norm()).item<double>() < 1e-8);
    }

    [Fact]
    public void Compute_ImplicitOnLayers_Refuses()
    {
        using var scope = NewDisposeScope();
        var problem = Solvers.SmallProblem.Create("ena", Solvers.SmallProblem.Settings, float64);
        var method = new ConjugateGradient(new());

        Assert.False(method.Applies(problem));
        Assert.Throws<ArgumentException>(() => method.Compute(problem, problem.BatchAt(1), 6, null, default));
    }

    /// <summary>A way by the name of its method, solved as far as float64 goes.</summary>
    internal static IHypergradient Method(string name, double damping = 1) => name switch
    {
        "rhg" => new ReverseMode(),
        "trhg" => new ReverseMode(60),
        "forward" => new ForwardMode(),
        "cg" => new ConjugateGradient(new() { Steps = 300, Tolerance = 1e-11 }),
        "ns" => new NeumannSeries(new() { Steps = 3000, Tolerance = 1e-11, Damping = damping }),
        "exact" => new ExactSolve(),
        _ => new OneStep(),
    };
}
