using Hodl.Core.Runs;

namespace Hodl.Server.Tests.Store;

public sealed class ThinningTests
{
    [Fact]
    public void Choose_OneSpikeInAMillion_KeepsIt()
    {
        var values = new double[1_000_000];
        values[777_777] = 1e9;
        values[333_333] = -1e9;

        var chosen = Thinning.Choose(values, 500);

        Assert.Contains(777_777, chosen);
        Assert.Contains(333_333, chosen);
        Assert.InRange(chosen.Length, 5, 500);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(100)]
    public void Choose_AnyLimit_AscendingWithinLimitWithBothEnds(int max)
    {
        double[] values = [.. Enumerable.Range(0, 1234).Select(i => i % 11 == 0 ? double.NaN : Math.Sin(i))];

        var chosen = Thinning.Choose(values, max);

        Assert.InRange(chosen.Length, 2, max);
        Assert.Equal(chosen.Distinct().Order(), chosen);
        Assert.Equal((0, 1233), (chosen[0], chosen[^1]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Choose_OneOddPoint_KeepsIt(double odd)
    {
        double[] values = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];
        values[54_321] = odd;

        Assert.Contains(54_321, Thinning.Choose(values, 100));
    }

    [Fact]
    public void Choose_FewPoints_KeepsAll() => Assert.Equal([0, 1, 2], Thinning.Choose([3, 1, 2], 5));
}
