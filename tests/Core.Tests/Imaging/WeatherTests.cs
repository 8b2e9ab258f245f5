using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.Core.Tests.Imaging;

public class WeatherTests(ITestOutputHelper output)
{
    private static readonly Image Gray = new(120, 160, 3, [.. Enumerable.Repeat(0.4f, 3 * 120 * 160)]);

    [Fact]
    public void Apply_Rain_BrightensSomePixelsInAllChannelsAlike()
    {
        var rainy = new RainStreaks().Apply(Gray, new Philox(1));

        Assert.All(rainy.Pixels, value => Assert.InRange(value, 0.4f, 1f));
        Assert.All(rainy.Pixels.Chunk(3), pixel => Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]));
        Assert.InRange(rainy.Pixels.Count(value => value > 0.45f) / (double)rainy.Pixels.Length, 0.02, 0.4);
        Assert.Equal(rainy.Pixels, new RainStreaks().Apply(Gray, new Philox(1)).Pixels);
        Assert.NotEqual(rainy.Pixels, new RainStreaks().Apply(Gray, new Philox(2)).Pixels);
    }

    [Fact]
    public void Layer_SteepStreaks_AreLongInTheirDirectionOnly()
    {
        var layer = new RainStreaks(Density: 10, Length: 30, AngleRange: 0).Layer(200, 200, new Philox(3));

        double down = 0, across = 0;
        for (var at = 0; at < 199 * 200; at++)
        {
            down += Math.Abs(layer[at + 200] - layer[at]);
            across += Math.Abs(layer[at + 1] - layer[at]);
        }

        Assert.True(across > 4 * down, $"{across} {down}");
    }

    [Fact]
    public void Layer_NoStreaks_IsEmpty() => Assert.All(new RainStreaks(Density: 0).Layer(9, 9, new Philox(1)), value => Assert.Equal(0, value));

    [Fact]
    public void Apply_Darkening_IsGainTimesPowerPlusItsNoise()
    {
        var dark = new Darkening(Gamma: 2, Gain: 0.5, ReadNoise: 0.01, ShotNoise: 0.002);
        var expected = 0.5 * 0.16;

        var pixels = dark.Apply(Gray, new Philox(7)).Pixels;

        Assert.InRange(pixels.Average(), expected - 2e-4, expected + 2e-4);
        var deviation = Math.Sqrt(pixels.Average(value => (value - expected) * (value - expected)));
        var levels = 1 / (255 * Math.Sqrt(12));  // rounding adds its own
        Assert.Equal(Math.Sqrt(1e-4 + (0.002 * expected) + (levels * levels)), deviation, 3e-4);
        Assert.All(pixels, value => Assert.Equal(Math.Round(value * 255), value * 255, 4));
        Assert.Equal(pixels, dark.Apply(Gray, new Philox(7)).Pixels);
    }

    [SkippableFact]
    public void Apply_RainOnCleanImagesOfRain100L_SpoilsThemAboutAsMuchAsThePublishedRain()
    {
        var path = TestData.Find("rain100l");
        var pairs = DataCatalog.Rain100L.Pairs(Path.GetDirectoryName(path)!).Every(10).Load().Pairs;
        var published = pairs.Average(pair => Psnr.Of(Luma.StudioY(pair.Input), Luma.StudioY(pair.Target)));
        var synthetic = pairs.Select((pair, at) => Psnr.Of(Luma.StudioY(new RainStreaks().Apply(pair.Target, new Philox(1, (ulong)at))), Luma.StudioY(pair.Target))).Average();

        output.WriteLine($"PSNR Y of the input: published {published:F2} dB, synthetic {synthetic:F2} dB");
        Assert.InRange(synthetic, published - 2, published + 2);
    }

    [SkippableFact]
    public void Apply_DarkeningOfBrightImagesOfLol_AboutAsDarkAsThePublishedOnes()
    {
        var path = TestData.Find("lol-eval15");
        var pairs = DataCatalog.LolTest.Pairs(Path.GetDirectoryName(path)!).Load().Pairs;
        foreach (var pair in pairs)
        {
            output.WriteLine($"{pair.Name}: low {pair.Input.Pixels.Average():F4}, high {pair.Target.Pixels.Average():F4}, synthetic {new Darkening().Apply(pair.Target, new Philox(1)).Pixels.Average():F4}");
        }

        var (low, synthetic) = (pairs.Average(pair => pair.Input.Pixels.Average()), pairs.Average(pair => new Darkening().Apply(pair.Target, new Philox(1)).Pixels.Average()));
        Assert.InRange(synthetic / low, 0.8f, 1.25f);
    }

    [Fact]
    public void Quantize_Values_BecomeClippedLevels()
    {
        var image = Degradation.Quantize(new Image(1, 4, 1, [-0.5f, 1.5f, 0.5f, 100.4f / 255]));

        Assert.Equal([0, 1, 128f / 255, 100f / 255], image.Pixels);
    }
}
