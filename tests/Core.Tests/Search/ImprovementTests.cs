using Hodl.Core.Search;
using Xunit;

namespace Hodl.Core.Tests.Search;

/// <summary>h(z) = φ(z) + zΦ(z) against values computed with 800 digits (mpmath).</summary>
public sealed class ImprovementTests
{
    [Theory]
    [InlineData(-30, 1.6319567340914011894e-199, -457.72465376059800405)]
    [InlineData(-20, 1.37001249472957994315e-90, -206.91783850942509785)]
    [InlineData(-10, 7.4745602545893280366e-25, -55.553122036122355927)]
    [InlineData(-6, 1.56356979597096642791e-10, -22.57887939216979737)]
    [InlineData(-5, 5.3461655338328149539e-8, -16.744301162660990143)]
    [InlineData(-3, 3.82154317047723595647e-4, -7.86968605960302851711)]
    [InlineData(-1.5, 2.93067937626046286074e-2, -3.52993592080570985148)]
    [InlineData(-1, 8.33154705876862983831e-2, -2.48512102571264133676)]
    [InlineData(-0.999999, 8.33156292430612152427e-2, -2.48511912144176899590)]
    [InlineData(-0.5, 0.197796557401306029594, -1.62051626438731991926)]
    [InlineData(0, 0.398942280401432677940, -0.91893853320467274178)]
    [InlineData(0.7, 0.842879376810610146784, -0.17093141922474068107)]
    [InlineData(2, 2.00849070261682963755, 0.69738354578822831219)]
    [InlineData(10, 10, 2.30258509299404568402)]
    public void Of_AnyZ_HasTheDigitsOfTheReference(double z, double value, double log)
    {
        Assert.InRange(Improvement.Of(z) / value, 1 - 2e-13, 1 + 2e-13);
        Assert.InRange(Improvement.Log(z) - log, -1e-13 * (1 + Math.Abs(log)), 1e-13 * (1 + Math.Abs(log)));
    }

    [Theory]
    [InlineData(-40, -808.29856835661996024)]
    [InlineData(-1e5, -5000000023.9447894634)]
    public void Log_BelowEveryDouble_IsStillFinite(double z, double log) => Assert.Equal(1, Improvement.Log(z) / log, 13);

    [Fact]
    public void Log_OverZ_RisesThroughoutAndHasNoJump()
    {
        for (var z = -12.0; z < 3; z += 1.0 / 1024)
        {
            var step = Improvement.Log(z + (1.0 / 1024)) - Improvement.Log(z);
            Assert.InRange(step, 0, 12.2 / 1024);  // d log h/dz = Φ/h < |z| + 1/|z|
        }
    }

    [Fact]
    public void LogExpectedImprovement_FarAboveTheBest_TellsPointsApart()
    {
        // Values of deviation 1e-2 or so between the points, and a best that lies far below them all.
        var process = new GaussianProcess([[0.0], [0.25], [0.5], [0.75], [1.0]], [1, 1.1, 0.9, 1.05, 1]);
        double[][] points = [[0.1], [0.3], [0.4], [0.6]];
        foreach (var best in new[] { 0.3, -5, -50 })
        {
            double[] logs = [.. points.Select(point => process.LogExpectedImprovement(point, best))];
            Assert.All(logs, log => Assert.True(double.IsFinite(log)));
            Assert.Equal(points.Length, logs.Distinct().Count());
        }

        var (mean, deviation) = process.At([0.4]);
        var far = process.ExpectedImprovement([0.4], mean - (8 * deviation));
        Assert.Equal(Improvement.Of(-8) * deviation, far, 1e-12 * Improvement.Of(-8));
        Assert.Equal(Math.Log(process.ExpectedImprovement([0.3], 0.95)), process.LogExpectedImprovement([0.3], 0.95), 10);
    }
}
