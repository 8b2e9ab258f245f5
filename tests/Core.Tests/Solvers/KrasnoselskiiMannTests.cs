using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Tests.Operators;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Solvers;

public sealed class KrasnoselskiiMannTests
{
    [Theory]
    [InlineData("pg")]
    [InlineData("pg-metric")]
    public void Run_OnPg_ReachesTheLassoSolution(string name)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var pg = (ProximalGradient)Subjects.Create(name, float64);
        var batch = Subjects.Data(float64);
        var result = InnerLoop.Run(new KrasnoselskiiMann(pg.At(batch), 0.9), Zero(), 100_000, tolerance: 1e-13);

        Assert.Equal(StopReason.Converged, result.Reason);
        var u = result.U[0];
        var gradient = pg.Data.GradientAt(batch)(u);
        var kappa = pg.Kappa.item<double>();
        // Optimality of min ‖Qu − b‖² + κ‖u‖₁: ∇f = −κ sign(u) on the support, |∇f| ≤ κ off it.
        var onSupport = u.ne(0).to(float64);
        Assert.True(((gradient + (u.sign() * kappa)) * onSupport).abs().max().item<double>() < 1e-9);
        Assert.True((gradient.abs() * (1 - onSupport)).max().item<double>() <= kappa + 1e-9);
        Assert.InRange(onSupport.mean().item<double>(), 0.05, 0.95);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public void Step_AnyNonExpansiveOperator_NeverRaisesTheResidual(string name)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var d = Subjects.Create(name, float64);
        var solver = new KrasnoselskiiMann(d.At(Subjects.Data(float64)), 0.7);
        var iterate = solver.Init(Zero());
        var residual = double.PositiveInfinity;
        for (var k = 0; k < 50; k++)
        {
            var next = solver.Optimality(iterate).item<double>();
            Assert.True(next <= residual * (1 + 1e-12) + 1e-15);
            (residual, iterate) = (next, solver.Step(iterate));
        }
    }

    [Fact]
    public void AggregatedHodl_MuZero_IsSimplifiedHodlBitForBit()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var d = Subjects.Create("composed-metric", float64);
        var batch = Subjects.Data(float64);
        var bound = d.At(batch);
        var simplified = InnerLoop.Run(new SimplifiedHodl(bound, 0.6, new FullSpace()), Zero(), 12);
        var aggregated = InnerLoop.Run(new AggregatedHodl(bound, new MeanSquaredError(), batch, 0.6, 0, 1, new FullSpace()), Zero(), 12);

        Assert.True(simplified.U[0].equal(aggregated.U[0]).all().item<bool>());
        Assert.Equal(12, aggregated.Iterations);
        Assert.Equal(StopReason.ReachedK, aggregated.Reason);
    }

    [Fact]
    public void AggregatedHodl_OneStep_IsEquationFour()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var d = (ProximalGradient)Subjects.Create("pg-metric", float64);
        var batch = Subjects.Data(float64);
        var u = new State(batch.Target! * 0.3);
        const double Alpha = 0.6, Mu = 0.25, S = 3;
        var solver = new AggregatedHodl(d.At(batch), new MeanSquaredError(), batch, Alpha, Mu, S, new FullSpace());
        var third = solver.Step(new(u, 2)).U[0];  // k = 3, s_k = s/4

        var lower = u[0] + (Alpha * (d.At(batch).Apply(u)[0] - u[0]));
        var upper = u[0] - (S / 4 * (2.0 / u[0].numel()) * (u[0] - batch.Target!) / d.Diagonal!);
        Assert.True(third.allclose((Mu * upper) + ((1 - Mu) * lower), 1e-12, 1e-14));
    }

    [Fact]
    public void Run_CancelledToken_Stops()
    {
        using var scope = NewDisposeScope();
        using var d = Subjects.Create("pg", float64);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            InnerLoop.Run(new KrasnoselskiiMann(d.At(Subjects.Data(float64)), 0.5), Zero(), 3, token: source.Token));
    }

    private static State Zero() => new(zeros(5, Subjects.Size, dtype: float64));
}
