using Hodl.Core.Random;
using Xunit;

namespace Hodl.Core.Tests.Random;

public class PhiloxTests
{
    /// <summary>Known answers that come with the authors' Random123 (kat_vectors, philox4x32 10).</summary>
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0, 0, 0 }, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(new uint[] { ~0u, ~0u, ~0u, ~0u, ~0u, ~0u }, new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0 }, new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void Block_KnownAnswers_AreReproduced(uint[] counterAndKey, uint[] expected)
    {
        var (a, b, c, d) = Philox.Block(counterAndKey[0], counterAndKey[1], counterAndKey[2], counterAndKey[3], counterAndKey[4], counterAndKey[5]);

        Assert.Equal(expected, (uint[])[a, b, c, d]);
    }

    [Fact]
    public void Position_SetBack_NumbersRepeat()
    {
        var random = new Philox(1126, 3);
        var first = Enumerable.Range(0, 11).Select(_ => random.NextUInt32()).ToArray();

        random.Position = 5;

        Assert.Equal(first[5..], Enumerable.Range(0, 6).Select(_ => random.NextUInt32()));
        Assert.Equal(11ul, random.Position);
    }

    [Fact]
    public void Streams_OfOneSeed_Differ()
    {
        var (one, two) = (new Philox(7, 0), new Philox(7, 1));

        Assert.DoesNotContain(true, Enumerable.Range(0, 100).Select(_ => one.NextUInt32() == two.NextUInt32()));
    }

    [Fact]
    public void NextGaussian_ManyDraws_MomentsFit()
    {
        var random = new Philox(1);
        var draws = Enumerable.Range(0, 200_000).Select(_ => random.NextGaussian()).ToArray();

        // Five standard errors of each moment.
        Assert.InRange(draws.Average(), -0.0112, 0.0112);
        Assert.InRange(draws.Average(x => x * x), 1 - 0.0158, 1 + 0.0158);
        Assert.InRange(draws.Average(x => x * x * x * x), 3 - 0.11, 3 + 0.11);
        Assert.InRange(draws.Count(x => Math.Abs(x) > 2) / 200_000.0, 0.0455 - 0.0024, 0.0455 + 0.0024);
    }

    [Fact]
    public void Next_SmallBound_EveryValueEquallyOften()
    {
        var random = new Philox(9);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.Next(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 10_000 - 500, 10_000 + 500));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void Permutation_Hundred_HoldsEachOnceInAnotherOrder()
    {
        var order = new Philox(2).Permutation(100);

        Assert.Equal(Enumerable.Range(0, 100), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 100), order);
    }
}
