using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Steps;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Bilevel;

/// <summary>Every method on the quadratic problem; calls, budgets, resuming.</summary>
public sealed class UpperMethodTests
{
    [Theory]
    [InlineData("ift", 120, 1e-3)]
    [InlineData("hoag", 120, 1e-6)]
    [InlineData("ba", 50, 1e-3)]
    [InlineData("ba-accelerated", 50, 1e-3)]
    [InlineData("aid-bio", 80, 1e-4)]
    [InlineData("itd-bio", 80, 1e-2)]
    [InlineData("penalty", 150, 0.02)]
    [InlineData("kkt-newton", 3, 1e-10)]
    [InlineData("unrolled", 120, 1e-3)]
    [InlineData("forward", 120, 1e-3)]
    [InlineData("piggyback", 120, 1e-3)]
    [InlineData("jacobian-free", 120, 0.5)]
    [InlineData("trust-region", 60, 1e-6)]
    [InlineData("cma-es", 60, 1e-4)]
    [InlineData("bayes", 40, 1e-2)]
    [InlineData("random", 100, 0.5)]
    public void EveryMethod_OnTheQuadraticProblem_ReachesTheKnownSolution(string id, int steps, double tolerance)
    {
        using var scope = NewDisposeScope();
        var problem = BilevelGradientTests.Make("quadratic");
        var least = problem.Exact(problem.Reference(default));
        var first = problem.Exact(problem.UpperStart()) - least;
        var rate = 1 / problem.UpperSmoothness();
        var options = new MethodOptions { UpperRate = rate, LowerSteps = 40, LowerTolerance = 1e-9, StronglyConvex = true, FirstSteps = 20, Growth = 0.5, GridPoints = 6 };
        var (iterate, _) = new BilevelRun(problem, UpperMethods.Find(id).Create(options), new() { Steps = steps }).Run(null, default);
        var gap = (problem.Exact(iterate.Upper) - least) / first;
        Assert.True(gap < tolerance, $"{id}: relative gap {gap:G3} after {iterate.Step} steps");
    }

    [Fact]
    public void Grid_OnTheQuadraticProblem_FindsItsBestPoint()
    {
        using var scope = NewDisposeScope();
        var problem = BilevelGradientTests.Make("quadratic");
        var options = new MethodOptions { LowerSteps = 200, LowerTolerance = 1e-10, GridPoints = 4 };
        var (iterate, _) = new BilevelRun(problem, UpperMethods.Find("grid").Create(options), new() { Steps = 1000 }).Run(null, default);

        var (box, least) = (problem.Box!, double.PositiveInfinity);
        var count = (int)Math.Pow(4, box.Size);
        for (var point = 0; point < count; point++)
        {
            double[] unit = [.. Enumerable.Range(0, box.Size).Select(i => point / (int)Math.Pow(4, i) % 4 / 3.0)];
            least = Math.Min(least, problem.Exact(tensor(box.FromUnit(unit), dtype: float64)));
        }

        Assert.Equal(count, iterate.Step);
        Assert.InRange(problem.Exact(iterate.Upper), least - 1e-9, least + (1e-6 * Math.Abs(least)));
    }

    [Theory]
    [InlineData("bsa")]
    [InlineData("stocbio")]
    [InlineData("ttsa")]
    [InlineData("stable")]
    public void StochasticMethod_OnTheNoisyQuadraticProblem_ComesNear(string id)
    {
        using var scope = NewDisposeScope();
        var problem = BilevelGradientTests.Make("quadratic", noise: 0.2);
        var least = problem.Exact(problem.Reference(default));
        var first = problem.Exact(problem.UpperStart()) - least;
        var options = new MethodOptions { UpperRate = 0.5 / problem.UpperSmoothness(), BatchSize = 4, StronglyConvex = true, Terms = 30, Delay = 50 };
        var (iterate, calls) = new BilevelRun(problem, UpperMethods.Find(id).Create(options), new() { Steps = 300 }).Run(null, default);
        var gap = (problem.Exact(iterate.Upper) - least) / first;
        Assert.True(gap < 0.04, $"{id}: relative gap {gap:G3}");
        Assert.True(calls.HessianProducts > 0 && calls.UpperGradients >= 4 * 300);
    }

    [Theory]
    [InlineData(UpperOptimizer.Adam)]
    [InlineData(UpperOptimizer.GradientDescent)]
    [InlineData(UpperOptimizer.Armijo)]
    [InlineData(UpperOptimizer.Lbfgs)]
    public void EveryOptimizer_OnRidgeRegression_ReachesAStationaryPoint(UpperOptimizer optimizer)
    {
        using var scope = NewDisposeScope();
        var problem = BilevelGradientTests.Make("ridge");
        var options = new MethodOptions { Optimizer = optimizer, AdamRate = 0.2, UpperRate = 1 / problem.UpperSmoothness(), LowerTolerance = 1e-10, LowerSteps = 400 };
        var (iterate, _) = new BilevelRun(problem, UpperMethods.Find("ift").Create(options), new() { Steps = 300 }).Run(null, default);
        var start = problem.ExactGradient(problem.UpperStart()).norm().item<double>();
        Assert.True(problem.ExactGradient(iterate.Upper).norm().item<double>() < 0.03 * start);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ResumedRun_OfEveryMethod_GoesOnBitForBit(string id)
    {
        using var scope = NewDisposeScope();
        var problem = BilevelGradientTests.Make("quadratic", noise: 0.1);
        var method = UpperMethods.Find(id).Create(new() { LowerSteps = 20, FirstSteps = 5, UpperRate = 0.05, BatchSize = 2, StronglyConvex = true });
        RunCheckpoint? kept = null;
        var run = new BilevelRun(problem, method, new() { Steps = 4 }) { CheckpointEvery = 2, Keep = checkpoint => kept ??= checkpoint };
        var (whole, calls) = run.Run(null, default);
        Assert.NotNull(kept);
        Assert.Equal(2, kept.Step);
        var (resumed, after) = run.Run(kept, default);
        Assert.True(whole.Upper.Equals(resumed.Upper));
        Assert.Equal(whole.Loss, resumed.Loss);
        Assert.Equal(calls with { Seconds = 0 }, after with { Seconds = 0 });
    }

    public static TheoryData<string> Ids() => new(UpperMethods.All.Select(method => method.Id));

    [Fact]
    public void Budget_OfGradients_EndsTheRun()
    {
        using var scope = NewDisposeScope();
        var problem = BilevelGradientTests.Make("quadratic");
        var (iterate, calls) = new BilevelRun(problem, UpperMethods.Find("ba").Create(new()), new() { Gradients = 100 }).Run(null, default);
        Assert.InRange(calls.Gradients, 100, 200);
        Assert.True(iterate.Step > 1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 0)]
    public void Run_LinearEquationNotSolved_WarnsOnce(int linearSteps, int warnings)
    {
        using var scope = NewDisposeScope();
        var log = new List<RunLogLine>();
        var options = new MethodOptions { LinearSteps = linearSteps, LowerSteps = 40, AdamRate = 0.1 };
        var problem = BilevelGradientTests.Make("quadratic");
        new BilevelRun(problem, UpperMethods.Find("ift").Create(options), new() { Steps = 4 }) { Log = log.Add }.Run(null, default);

        Assert.Equal(warnings, log.Count);
        Assert.All(log, line => Assert.Equal((LogSeverity.Warning, 1L), (line.Severity, line.Step)));
        Assert.All(log, line => Assert.Contains("q = 0: relative residual 1 after 0 steps", line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Calls_OfAidBio_AreThoseOfItsDefinition()
    {
        using var scope = NewDisposeScope();
        var problem = BilevelGradientTests.Make("quadratic");
        var (_, calls) = new BilevelRun(problem, UpperMethods.Find("aid-bio").Create(new() { FirstSteps = 3 }), new() { Steps = 5 }).Run(null, default);
        Assert.Equal(15, calls.LowerGradients);
        Assert.Equal(5, calls.UpperGradients);
        Assert.Equal(5, calls.CrossProducts);
        Assert.Equal(15 + 4, calls.HessianProducts); // three of CG a step, and one for the residual of each warm start
    }
}
