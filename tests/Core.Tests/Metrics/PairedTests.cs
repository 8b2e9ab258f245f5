using Hodl.Core.Metrics;
using Xunit;

namespace Hodl.Core.Tests.Metrics;

public class PairedTests
{
    [Theory]
    [InlineData(12.706204736174698, 1, 0.05)] // the 97.5 % quantiles of printed tables
    [InlineData(2.7764451051977987, 4, 0.05)]
    [InlineData(2.2281388519649385, 10, 0.05)]
    [InlineData(3.1692726726169513, 10, 0.01)]
    public void TwoSided_TabulatedQuantiles_Agree(double t, int degrees, double p) => Assert.Equal(p, StudentT.TwoSided(t, degrees), 1e-10);

    [Fact]
    public void TwoSided_OneAndTwoDegrees_ClosedForms()
    {
        foreach (var t in new[] { 0, 0.1, 1, 3, 40, 1e5 })
        {
            Assert.Equal(1 - (2 / Math.PI * Math.Atan(t)), StudentT.TwoSided(t, 1), 1e-12);
            Assert.Equal(1 - (t / Math.Sqrt((t * t) + 2)), StudentT.TwoSided(t, 2), 1e-12);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSided(1, 0));
    }

    [Fact]
    public void P_T_SleepData()
    {
        // Student 1908: extra hours of sleep under two drugs; t = 4.0621 with 9 degrees of freedom, p = 0.00283.
        double[] d = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
        Assert.Equal(0.002833, Paired.P(PairedTest.T, d)!.Value, 1e-6);
    }

    [Fact]
    public void P_Exact_CountsByHand()
    {
        // All of n = 5 point one way: 2 of 32 signings are as extreme, in both tests.
        Assert.Equal(2.0 / 32, Paired.P(PairedTest.SignFlip, [1, 2, 3, 4, 5]));
        Assert.Equal(2.0 / 32, Paired.P(PairedTest.Wilcoxon, [1, 2, 3, 4, 5]));
        // W⁺ = 9 of 10 for n = 4: W⁺ ≥ 9 in 2 of 16, the other tail doubles it.
        Assert.Equal(4.0 / 16, Paired.P(PairedTest.Wilcoxon, [-0.1, 2, 3, 4]));
        // Zeros say nothing about the sign.
        Assert.Equal(Paired.P(PairedTest.Wilcoxon, [1, 2, 3]), Paired.P(PairedTest.Wilcoxon, [0, 1, 2, 3]));
    }

    [Fact]
    public void P_Shifted_GoesFromOneTowardsNought()
    {
        var random = new System.Random(1);
        var noise = Enumerable.Range(0, 8).Select(_ => random.NextDouble() - 0.5).ToArray();
        foreach (var test in new[] { PairedTest.T, PairedTest.Wilcoxon, PairedTest.SignFlip })
        {
            var p = new[] { 0.3, 1, 3 }.Select(shift => Paired.P(test, [.. noise.Select(value => value + shift)])!.Value).ToArray();
            Assert.True(p[0] >= p[1] && p[1] >= p[2] && p[2] <= 2.0 / 256 + 1e-12, string.Join(' ', p));
            Assert.Equal(p[0], Paired.P(test, [.. noise.Select(value => -value - 0.3)])!.Value, 1e-12);
        }
    }

    [Fact]
    public void P_TooLittle_Null()
    {
        Assert.Null(Paired.P(PairedTest.T, [1]));
        Assert.Null(Paired.P(PairedTest.T, [1, double.NaN]));
        Assert.Null(Paired.P(PairedTest.None, [1, 2]));
        Assert.Equal(1, Paired.P(PairedTest.T, [0, 0]));
    }

    [Fact]
    public void Holm_WorkedExample()
    {
        Assert.Equal([0.03, 0.06, null, 0.06, 0.02], Paired.Holm([0.01, 0.04, null, 0.03, 0.005]).Select(p => p is { } value ? Math.Round(value, 12) : (double?)null));
        Assert.Equal([1.0, 1], Paired.Holm([0.6, 0.9]).Select(p => p!.Value));
    }
}
