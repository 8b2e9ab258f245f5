using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Bilevel.Problems;
using Hodl.Core.Hypergradients;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Bilevel;

/// <summary>Every hypergradient against closed forms (1e-8) and float64 central differences (1e-6), every product against differences.</summary>
public sealed class BilevelGradientTests
{
    public static TheoryData<string> Problems() => new("quadratic", "robust", "ridge", "logistic");

    internal static StandardProblem Make(string name, double noise = 0) => name switch
    {
        "quadratic" => new QuadraticBilevel(new() { LowerSize = 8, UpperSize = 3, Condition = 5, Noise = noise }, 3),
        "robust" => new QuadraticBilevel(new() { LowerSize = 8, UpperSize = 3, Condition = 5, Robust = true, Noise = noise }, 3),
        _ => new RegressionBilevel(name == "logistic", 6, 40, 0.5, 3),
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void Products_OfEveryProblem_AgreeWithDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var problem = Make(name);
        var (x, upper) = (Draw(problem.LowerStart().shape, 1), Draw(problem.UpperStart().shape, 2) * 0.3);
        var (v, d) = (Draw(x.shape, 3), Draw(upper.shape, 4));
        const double Reach = 1e-5;
        using var second = problem.Linearize(x, upper);
        var hessian = (problem.LowerGradient(x.add(v, Reach), upper) - problem.LowerGradient(x.add(v, -Reach), upper)) / (2 * Reach);
        var cross = (problem.LowerGradient(x, upper.add(d, Reach)) - problem.LowerGradient(x, upper.add(d, -Reach))) / (2 * Reach);
        var slope = (problem.Loss(x.add(v, Reach), upper.add(d, Reach)) - problem.Loss(x.add(v, -Reach), upper.add(d, -Reach))) / (2 * Reach);
        var loss = problem.LossGradients(x, upper);
        Close(second.Hessian(v), hessian, 1e-8);
        Close(second.Cross(d), cross, 1e-8);
        Assert.Equal((second.CrossTransposed(v) * d).sum().item<double>(), (second.Cross(d) * v).sum().item<double>(), 1e-10);
        Assert.Equal((loss.OverLower * v).sum().item<double>() + (loss.OverUpper * d).sum().item<double>(), slope, 1e-7);
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void EveryGradient_AtConvergence_IsTheExactOne(string name)
    {
        using var scope = NewDisposeScope();
        var problem = Make(name);
        var upper = problem.UpperStart() + (Draw(problem.UpperStart().shape, 5) * 0.2);
        var exact = problem.ExactGradient(upper);
        Close(exact, Differences(problem.Exact, upper), 1e-6);
        if (name != "logistic")
        {
            Close(exact, problem is QuadraticBilevel quadratic ? quadratic.ClosedGradient(upper) : ((RegressionBilevel)problem).ClosedGradient(upper), 1e-10);
        }

        var effort = new LowerEffort(4000, 1e-13);
        foreach (IBilevelGradient way in new IBilevelGradient[]
        {
            new MinimizerGradient(effort, LinearKind.ConjugateGradient, 200, 1e-14), new MinimizerGradient(effort, LinearKind.Neumann, 3000, 0),
            new MinimizerGradient(effort, LinearKind.Exact, 0, 0), new UnrolledGradient(500), new ForwardGradient(300), new PiggybackGradient(500),
        })
        {
            using var inner = NewDisposeScope();
            Close(way.Compute(problem, upper, problem.LowerStart(), null, default).Gradient, exact, 1e-8);
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void UnrolledGradient_OfFewSteps_IsThatOfTheUnrolledLoss(string name)
    {
        using var scope = NewDisposeScope();
        var problem = Make(name);
        var upper = problem.UpperStart() + (Draw(problem.UpperStart().shape, 6) * 0.2);
        var rate = 1 / problem.Smoothness(upper);
        double Unrolled(Tensor at) => problem.Loss(LowerDescent.Run(problem, DescentKind.Gradient, at, problem.LowerStart(), 0, 7, default, rate).X, at);
        var numeric = Differences(Unrolled, upper);
        Close(new UnrolledGradient(7, null, rate).Compute(problem, upper, problem.LowerStart(), null, default).Gradient, numeric, 1e-6);
        Close(new ForwardGradient(7, rate).Compute(problem, upper, problem.LowerStart(), null, default).Gradient, numeric, 1e-6);
        var truncated = new UnrolledGradient(500, 3).Compute(problem, upper, problem.LowerStart(), null, default).Gradient;
        var exact = problem.ExactGradient(upper);
        Assert.True((truncated - exact).norm().item<double>() > 1e-6 * exact.norm().item<double>(), "three steps back are not all of them");
    }

    [Fact]
    public void Learning_OfAProblem_CertifiesByCentralDifferences()
    {
        using var scope = NewDisposeScope();
        var learning = Make("logistic").Learning();
        using var random = new Generator(7);
        var check = CentralDifference.Check(learning, new ReverseMode(), learning.BatchAt(1), 30, random);
        Assert.InRange(check.RelativeError, 0, 1e-6);
        learning.Method.Omega.Dispose();
    }

    [Fact]
    public void JacobianFree_OnAWellConditionedProblem_Descends()
    {
        using var scope = NewDisposeScope();
        var problem = Make("quadratic");
        var upper = problem.UpperStart();
        var biased = new JacobianFreeGradient(new(500, 1e-12)).Compute(problem, upper, problem.LowerStart(), null, default).Gradient;
        Assert.True((biased * problem.ExactGradient(upper)).sum().item<double>() > 0);
    }

    [Theory]
    [InlineData(DescentKind.Gradient)]
    [InlineData(DescentKind.Nesterov)]
    [InlineData(DescentKind.Ogm)]
    public void LowerDescent_OfEveryKind_Converges(DescentKind kind)
    {
        using var scope = NewDisposeScope();
        var problem = Make("logistic");
        var solution = LowerDescent.Run(problem, kind, problem.UpperStart(), problem.LowerStart(), 1e-10, 2000, default);
        Close(solution.X, problem.Minimizer(problem.UpperStart()), 1e-7);
        Assert.True(solution.Residual <= 1e-10);
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void Minibatches_OverManySeeds_AreUnbiased(string name)
    {
        using var scope = NewDisposeScope();
        var problem = Make(name, noise: 0.5);
        var (x, upper) = (Draw(problem.LowerStart().shape, 1), problem.UpperStart());
        var (sum, square) = (zeros_like(x), zeros_like(x));
        const int Count = 150;
        for (ulong seed = 0; seed < Count; seed++)
        {
            using var inner = NewDisposeScope();
            var difference = problem.LowerGradient(x, upper, new(seed, 4)) - problem.LowerGradient(x, upper);
            sum.add_(difference);
            square.add_(difference.square());
        }

        var deviations = (sum / (square.sqrt() + 1e-12)).abs().max().item<double>();
        Assert.InRange(deviations, 0, 4.5);
        Assert.True(square.max().item<double>() > 0);
    }

    internal static Tensor Draw(long[] shape, ulong seed)
    {
        using var random = new Generator(seed);
        return randn(shape, dtype: float64, generator: random);
    }

    internal static Tensor Differences(Func<Tensor, double> loss, Tensor upper)
    {
        const double Reach = 1e-5;
        var size = (int)upper.numel();
        return tensor(Enumerable.Range(0, size).Select(i =>
        {
            var unit = zeros(size, dtype: float64);
            unit[i] = Reach;
            return (loss(upper + unit) - loss(upper - unit)) / (2 * Reach);
        }).ToArray());
    }

    private static void Close(Tensor own, Tensor other, double tolerance) =>
        Assert.InRange((own - other).norm().item<double>() / other.norm().item<double>(), 0, tolerance);
}
