using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Solvers;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Bilevel;

/// <summary>Hypergradients of the filter problem in float64: against central differences, each other, and a closed form.</summary>
public sealed class FilterGradientTests
{
    private const int H = 10, W = 9;

    public static TheoryData<string, PenaltyKind, string> Ways()
    {
        var data = new TheoryData<string, PenaltyKind, string>();
        foreach (var penalty in new[] { PenaltyKind.CornerRounded, PenaltyKind.LogSum, PenaltyKind.StudentT, PenaltyKind.Fair, PenaltyKind.Quadratic })
        {
            string[] ways = penalty == PenaltyKind.CornerRounded ? ["cg", "neumann", "exact", "unrolled"] : ["cg", "unrolled"];
            foreach (var way in ways)
            {
                data.Add(way, penalty, "identity");
            }
        }

        foreach (var model in new[] { "mask", "blur" })
        {
            data.Add("cg", PenaltyKind.CornerRounded, model);
            data.Add("unrolled", PenaltyKind.CornerRounded, model);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Gradient_OfEveryWay_AgreesWithCentralDifferences(string way, PenaltyKind kind, string model)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var method = Method(kind, model);
        var problem = Problem(method);
        var k = way == "unrolled" ? 12 : 300;
        var check = CentralDifference.Check(problem, Way(way), problem.BatchAt(1), k, random);

        Assert.True(check.RelativeError <= 1e-6, $"{check.RelativeError:E2}");
    }

    [Fact]
    public void SpreadLoss_AddsTheVarianceOfBeta_AndItsGradientReachesTheHypergradient()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        using var method = Method(PenaltyKind.CornerRounded, "identity");
        var problem = Problem(method);
        using (no_grad())
        {
            method.Parameters.Beta.copy_(linspace(-1, 1, method.Parameters.Beta.numel(), float64));
        }

        var batch = problem.BatchAt(1);
        var spread = problem with { Loss = new SpreadLoss(problem.Loss, method.Parameters, 3) };
        var (u, beta) = (new State(batch.Input), method.Parameters.Beta);
        Assert.Equal(problem.Loss.Value(u, batch).item<double>() + (3 * beta.var([0], unbiased: false).item<double>()), spread.Loss.Value(u, batch).item<double>(), 1e-12);
        var check = CentralDifference.Check(spread, Way("cg"), batch, 300, random);
        Assert.True(check.RelativeError <= 1e-6, $"{check.RelativeError:E2}");
    }

    [Theory]
    [InlineData(MomentumKind.Optimized)]
    [InlineData(MomentumKind.Nesterov)]
    [InlineData(MomentumKind.None)]
    public void ForwardMode_WithMomentum_AgreesWithReverseMode(MomentumKind momentum)
    {
        using var scope = NewDisposeScope();
        using var method = Method(PenaltyKind.CornerRounded, "identity", new() { Momentum = momentum });
        var problem = Problem(method);
        using var reverse = new ReverseMode().Compute(problem, problem.BatchAt(1), 8, null, default);
        using var forward = new ForwardMode().Compute(problem, problem.BatchAt(1), 8, null, default);

        Assert.True(Apart(reverse, forward) <= 1e-12, $"{Apart(reverse, forward):E2}");
    }

    [Fact]
    public void Gradient_Quadratic_IsTheClosedForm()
    {
        // φ = z²: (I + 2 Σ s_k C_kᵀC_k) x̂ = y, and ∂ℓ/∂β_k = −2 s_k ⟨C_k x̂, C_k q⟩ with H q = x̂ − x.
        using var scope = NewDisposeScope();
        using var method = Method(PenaltyKind.Quadratic, "identity");
        var problem = Problem(method);
        var batch = problem.BatchAt(1);
        using var found = Way("cg").Compute(problem, batch, 3000, null, default);

        var (c, s) = (method.Parameters.Filters.detach(), method.Parameters.Strengths().detach());
        var bank = new CircularFilters(c);
        var columns = eye(H * W, dtype: float64).reshape(H * W, 1, H, W);
        var hessian = eye(H * W, dtype: float64) + (bank.Adjoint(bank.Apply(columns) * s.reshape(1, -1, 1, 1)).reshape(H * W, H * W) * 2.0);
        Tensor Solve(Tensor right) => linalg.solve(hessian, right.reshape(-1, H * W).t()).t().reshape(right.shape);
        var x = Solve(batch.Input);
        var q = Solve(x - batch.Target!);
        var expected = (bank.Apply(x) * bank.Apply(q)).sum([0, 2, 3]) * s * -2.0;

        Assert.True(((found.Solve.U[0] - x).norm() / x.norm()).item<double>() <= 1e-9);
        Assert.True(((found.Gradients[0]! - expected).norm() / expected.norm()).item<double>() <= 1e-7);
    }

    [Fact]
    public void JacobianFree_IsTheFirstTermAndWarmStartsSaveSteps()
    {
        using var scope = NewDisposeScope();
        using var method = Method(PenaltyKind.CornerRounded, "identity");
        var parameters = method.Parameters;
        var problem = Problem(method) with { Start = batch => new(parameters.Minimizer.narrow(0, 0, batch.Items)) };
        var options = new ImplicitOptions { Steps = 300, Tolerance = 1e-9, InnerTolerance = 1e-10 };
        var warm = new WarmStarted(start => new ConjugateGradient(options with { Start = start }), parameters.Minimizer, parameters.Adjoint);
        using var first = warm.Compute(problem, problem.BatchAt(1), 3000, null, default);
        using var second = warm.Compute(problem, problem.BatchAt(1), 3000, null, default);
        using var free = new OneStep().Compute(problem, problem.BatchAt(1), 3000, null, default);

        Assert.True(first.Cost.InnerSteps > 20 && second.Cost.InnerSteps == 0);
        Assert.True(first.Cost.LinearSteps > 5 && second.Cost.LinearSteps == 0);
        Assert.True(Apart(second, first) <= 1e-7);
        Assert.InRange(Cosine(free, first), 0.2, 1);
        Assert.True(Apart(free, first) > 1e-3);
    }

    [Fact]
    public void Bounds_ReviewAndSpectral_SameMinimizer()
    {
        using var scope = NewDisposeScope();
        State Minimize(BoundKind bound, MomentumKind momentum, BankKind bank)
        {
            using var method = Method(PenaltyKind.CornerRounded, "identity", new() { Bound = bound, Momentum = momentum, Bank = bank });
            var problem = Problem(method);
            using var ungraded = no_grad();
            var solve = InnerLoop.Run(method.Train(problem.BatchAt(1)), problem.Start(problem.BatchAt(1)), 20_000, null, 1e-9);
            Assert.Equal(StopReason.Converged, solve.Reason);
            return solve.U;
        }

        var best = Minimize(BoundKind.Spectral, MomentumKind.Optimized, BankKind.Fused)[0];
        foreach (var other in new[] { Minimize(BoundKind.Review, MomentumKind.Optimized, BankKind.Library), Minimize(BoundKind.Spectral, MomentumKind.Nesterov, BankKind.Fourier), Minimize(BoundKind.Spectral, MomentumKind.None, BankKind.Automatic) })
        {
            Assert.True((other[0] - best).abs().max().item<double>() <= 1e-8);
        }
    }

    [Fact]
    public void FilterBilevel_Products_AgreeWithTheGraphAndWithDifferences()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var filters = randn([3, 1, 3, 2], dtype: float64, generator: random) * 0.5;
        using var problem = new FilterBilevel(Noisy(), Clean(), filters, -1.5, new() { Penalty = new(PenaltyKind.CornerRounded, 0.15) });
        Tensor x = Noisy() * 0.9, upper = problem.UpperStart(), d = randn([upper.shape[0]], dtype: float64, generator: random), v = randn(x.shape, dtype: float64, generator: random);
        using var second = problem.Linearize(x, upper);
        const double h = 1e-6;
        var alongX = (problem.LowerGradient(x + (v * h), upper) - problem.LowerGradient(x - (v * h), upper)) / (2 * h);
        var alongUpper = (problem.LowerGradient(x, upper + (d * h)) - problem.LowerGradient(x, upper - (d * h))) / (2 * h);

        Assert.True(((second.Hessian(v) - alongX).norm() / alongX.norm()).item<double>() < 1e-7);
        Assert.True(((second.Cross(d) - alongUpper).norm() / alongUpper.norm()).item<double>() < 1e-7);
        Assert.Equal((second.Cross(d) * v).sum().item<double>(), (second.CrossTransposed(v) * d).sum().item<double>(), 9);

        var solution = ((IBilevelProblem)problem).Solve(upper, problem.LowerStart(), 1e-12, 5000, default);
        var learning = problem.Learning();
        using var found = Way("cg").Compute(learning, learning.BatchAt(1), 3000, null, default);
        Assert.True((found.Solve.U[0] - solution.X).abs().max().item<double>() < 1e-9);
    }

    private static IHypergradient Way(string name)
    {
        var options = new ImplicitOptions { Steps = 4000, Tolerance = 1e-12, InnerTolerance = 1e-12 };
        return name switch { "cg" => new ConjugateGradient(options), "neumann" => new NeumannSeries(options), "exact" => new ExactSolve(options), _ => new ReverseMode() };
    }

    private static LinearMap Mask(Tensor mask) => new(x => x * mask, y => y * mask, 1);

    private static LinearMap Blur(CircularConvolution convolution) =>
        new(convolution.Apply, convolution.Adjoint, convolution.Power.max().item<double>());

    private static FilterMethod Method(PenaltyKind kind, string model, FilterOptions? options = null)
    {
        using var random = new Generator(7);
        var filters = randn([3, 1, 3, 2], dtype: float64, generator: random) * 0.5;
        var noisy = Noisy();
        IForwardModel a = model switch
        {
            "mask" => Mask((rand([H, W], dtype: float64, generator: random) > 0.3).to(float64)),
            "blur" => Blur(new(ones([3, 3], dtype: float64) / 9.0, H, W)),
            _ => new IdentityModel(),
        };
        var epsilon = kind == PenaltyKind.StudentT ? 0.3 : 0.15;
        return new(new(filters, -1.5, LearnedPart.FiltersAndStrengths, noisy), (options ?? new()) with { Penalty = new(kind, epsilon) }, a);
    }

    private static Tensor Clean() => (arange(2 * H * W, dtype: float64) * 0.35).sin().sign().reshape(2, 1, H, W) * 0.4;

    private static Tensor Noisy()
    {
        using var random = new Generator(1);
        return Clean() + (randn([2, 1, H, W], dtype: float64, generator: random) * 0.1);
    }

    private static LearningProblem Problem(FilterMethod method)
    {
        var batch = new Batch(Noisy(), Clean());
        return new() { Method = method, Loss = new FunctionLoss((u, b) => (u[0] - b.Target!).square().sum() * 0.5), BatchAt = _ => batch, Start = b => new(b.Input) };
    }

    private static Tensor Flat(Hypergradient x) => cat([.. x.Gradients.Select(g => g!.detach().flatten())], 0);

    private static double Apart(Hypergradient a, Hypergradient b) => ((Flat(a) - Flat(b)).norm() / Flat(b).norm()).item<double>();

    private static double Cosine(Hypergradient a, Hypergradient b) => (Flat(a).dot(Flat(b)) / (Flat(a).norm() * Flat(b).norm())).item<double>();
}
