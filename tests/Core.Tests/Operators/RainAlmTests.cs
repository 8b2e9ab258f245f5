using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Solvers;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

public sealed class RainAlmTests
{
    [Fact]
    public void Metric_OnRandomStates_KeepsItsIdentities()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var alm = Alm(random, away: true);
        var g = alm.At(new(Draw(random)[0])).G;
        var (u, v) = (Draw(random), Draw(random));

        Close(u, g.Inverse(g.Apply(u)));
        Close(u, g.InverseSqrt(g.Sqrt(u)));
        Assert.Equal(g.Apply(u).Inner(v).item<double>(), u.Inner(g.Apply(v)).item<double>(), 8);
        Assert.Equal(g.Sqrt(u).Inner(g.Sqrt(v)).item<double>(), u.Inner(g.Apply(v)).item<double>(), 8);
        Assert.Equal(Smallest(g), g.LambdaMin.item<double>(), 8);
        Assert.True(g.LambdaMin.item<double>() >= alm.LambdaMin);
    }

    [Fact]
    public void Apply_AnyPair_IsFirmlyNonExpansiveInH()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        for (var round = 0; round < 10; round++)
        {
            using var alm = Alm(random, away: round > 0);
            var d = alm.At(new(Draw(random)[0]));
            var (u, v) = (Draw(random), Draw(random));
            var (before, after) = (u - v, d.Apply(u) - d.Apply(v));

            // ‖Da − Db‖² ≤ ⟨Da − Db, a − b⟩ in H
            Assert.True(after.Inner(d.G.Apply(after)).item<double>() <= (after.Inner(d.G.Apply(before)).item<double>() * (1 + 1e-9)) + 1e-9);
        }
    }

    [Fact]
    public void Apply_AtItsFixedPoint_MeetsTheOptimalityConditions()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var ungraded = no_grad();
        using var alm = new RainAlm(new() { KappaBackground = 0.05, KappaRain = 0.05, Beta = 1, Rho = 0.05 }, float64, CPU);
        var b = rand([1, 1, 8, 8], dtype: float64, generator: random);
        var start = zeros([1, 2, 8, 8], float64);
        var u = InnerLoop.Run(new KrasnoselskiiMann(alm.At(new(b)), 1 - 1e-9), new(b, zeros_like(b), b, start, zeros_like(b), start), 4000).U;

        Assert.True((u[0] - u[2]).abs().max().item<double>() < 1e-6);                                        // v_b = u_b
        Assert.True((PeriodicGradient.Apply(u[1]) - u[3]).abs().max().item<double>() < 1e-6);                // v_r = ∇u_r
        var residual = u[0] + u[1] - b;
        Assert.True((residual + u[4]).abs().max().item<double>() < 1e-6);                                    // u_b: r + λ_b = 0
        Assert.True((residual + PeriodicGradient.Adjoint(u[5])).abs().max().item<double>() < 1e-6);          // u_r: r + ∇ᵀλ_r = 0
        Assert.True(u[4].abs().max().item<double>() < 0.05 + 1e-6);                                          // λ ∈ κ∂‖v‖₁
        Assert.True(((u[4] * u[2]).sum() - (u[2].abs().sum() * 0.05)).abs().item<double>() < 1e-4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    public void Composition_SmallAndLargeKernels_DoesNotExpandInH(double factor)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        using var d = Composition(random);
        using (no_grad())
        {
            foreach (var (name, parameter) in d.named_parameters())
            {
                if (!name.EndsWith("_hat", StringComparison.Ordinal))
                {
                    parameter.mul_(factor);
                }
            }
        }

        var state = Draw(random);
        Assert.InRange(ExpansionProbe.LargestRatio(d.At(new(state[0])), state, random, rounds: 3), 0.1, 1 + 1e-9);
    }

    [Fact]
    public void Composition_AgainstTheGeneralForm_IsEqual()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        using var ungraded = no_grad();
        using var alm = Alm(random, away: true);
        using var net = new RainNet(2, 4, 3, random, float64, CPU);
        using var encoder = new DruNet(new() { Inputs = 3, Outputs = 5, Widths = [4], Blocks = 1 }, random, float64, CPU);
        using var d = new RainComposed(alm, net, encoder, 2);
        var state = Draw(random);
        var batch = new Batch(Draw(random)[0]);
        var bound = (BoundRainAlm)alm.At(batch);
        var seen = encoder.Bind()(cat([batch.Input, ones_like(batch.Input.narrow(1, 0, 1))], 1));
        var anchor = bound.G.Sqrt(new State(
            batch.Input - seen.narrow(1, 0, 2), seen.narrow(1, 0, 2), batch.Input - seen.narrow(1, 0, 2), PeriodicGradient.Apply(seen.narrow(1, 0, 2)),
            zeros_like(state[4]), zeros_like(state[5])));
        var maps = net.At(anchor[0], anchor[1], seen.narrow(1, 2, 3));
        var z = bound.G.Sqrt(state);
        var (zb, zr) = maps(z[0], z[1]);

        var expected = z.With(0, zb).With(1, zr);
        for (var i = 2; i < 6; i++)
        {
            expected = expected.With(i, (anchor[i] * 0.75) + (z[i] * 0.25));
        }

        Close(bound.Apply(bound.G.InverseSqrt(expected)), d.At(batch).Apply(state));
    }

    private static RainComposed Composition(Generator random) => new(
        Alm(random, away: true), new RainNet(2, 4, 3, random, float64, CPU),
        new DruNet(new() { Inputs = 3, Outputs = 5, Widths = [4, 4], Blocks = 1 }, random, float64, CPU), 2);

    private static RainAlm Alm(Generator random, bool away)
    {
        var alm = new RainAlm(new() { Beta = 0.4, Rho = 0.2 }, float64, CPU);
        using var ungraded = no_grad();
        foreach (var parameter in alm.parameters())
        {
            parameter.add_(randn([], dtype: float64, generator: random) * (away ? 0.3 : 0));
        }

        return alm;
    }

    private static State Draw(Generator random)
    {
        Tensor One(long channels) => randn([2, channels, 6, 7], dtype: float64, generator: random);
        return new(One(2), One(2), One(2), One(4), One(2), One(4));
    }

    private static double Smallest(IWeightedNorm g)
    {
        // H as a matrix on one channel of 6×7: columns are H e_i.
        const long pixels = 42;
        var size = 8 * pixels;
        var basis = eye(size, dtype: float64);
        var at = 0L;
        Tensor Next(long channels)
        {
            var block = basis.narrow(1, at, channels * pixels).reshape(size, channels, 6, 7);
            at += channels * pixels;
            return block;
        }

        var columns = g.Apply(new State(Next(1), Next(1), Next(1), Next(2), Next(1), Next(2)));
        return linalg.eigvalsh(cat([.. columns.Blocks.Select(block => block.flatten(1))], 1)).min().item<double>();
    }

    private static void Close(State expected, State actual)
    {
        foreach (var (a, b) in expected.Blocks.Zip(actual.Blocks))
        {
            Assert.True(a.allclose(b, 1e-9, 1e-9), $"{(a - b).abs().max().item<double>()}");
        }
    }
}
