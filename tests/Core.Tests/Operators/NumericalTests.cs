using FsCheck;
using FsCheck.Fluent;
using Hodl.Core.Data;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

public sealed class NumericalTests
{
    [Theory]
    [InlineData(12)]
    [InlineData(3)]
    public void GradientAt_BothForms_AgreeWithAutograd(int rows)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var data = new LeastSquares(Subjects.Q(float64, rows));
        var batch = new Batch(randn([4, rows], dtype: float64, generator: random));
        var u = randn([4, Subjects.Size], dtype: float64, generator: random).requires_grad_();
        var expected = Autograd.Grad([data.Value(u, batch).sum()], [u])[0];

        Assert.Equal(rows == 12, data.UsesGram);
        Assert.True(data.GradientAt(batch)(u.detach()).allclose(expected, 1e-10, 1e-12));
        Assert.Equal(linalg.svdvals(data.Q).max().square().item<double>() * 2, data.Curvature, 10);
    }

    [Fact]
    public void SoftThreshold_AnyValue_IsTheProximalPoint() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat>(), ArbMap.Default.ArbFor<NormalFloat>(), (z, t) =>
        {
            var (value, theta) = (Math.Clamp(z.Get, -1e6, 1e6), Math.Min(Math.Abs(t.Get), 1e6));
            using var scope = NewDisposeScope();
            var x = SoftThreshold.Apply(tensor(value), tensor(theta)).item<double>();
            // 0 ∈ x − z + θ∂|x|
            return x != 0 ? Math.Abs(x - value + (theta * Math.Sign(x))) <= 1e-9 * Math.Max(1, Math.Abs(value)) : Math.Abs(value) <= theta * (1 + 1e-12);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void Reparametrization_Inverses_ComeBack(double share)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(share, tensor(Reparametrization.Logit(share)).sigmoid().item<double>(), 12);
        Assert.Equal(share, nn.functional.softplus(tensor(Reparametrization.SoftplusInverse(share))).item<double>(), 12);
    }

    [Fact]
    public void ProximalGradient_AnyOmega_KeepsTheProvenBounds()
    {
        using var scope = NewDisposeScope();
        using var pg = new ProximalGradient(new LeastSquares(Subjects.Q(float64)), Subjects.Size, new() { MetricUpper = 3 }, float64, CPU);
        using var ungraded = no_grad();
        foreach (var extreme in new[] { -30.0, 0, 30 })
        {
            foreach (var parameter in pg.parameters())
            {
                parameter.fill_(extreme);
            }

            Assert.InRange(pg.Gamma.item<double>(), 0, 2 / pg.Data.Curvature);
            Assert.True(pg.Kappa.item<double>() > 0);
            Assert.InRange(pg.Diagonal!.min().item<double>(), 1, 3);
        }
    }
}
