using Hodl.Core.Imaging;
using Xunit;

namespace Hodl.Core.Tests.Imaging;

public sealed class ExposureTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.4)]
    public void MeanLog_OfEightBitValues_IsThatOfThePixels(double gain)
    {
        var image = new Image(8, 16, 3, [.. Enumerable.Range(0, 8 * 16 * 3).Select(i => i * 37 % 256 / 255f)]);
        var means = new Exposure(image).MeanLog(gain);
        for (var channel = 0; channel < 3; channel++)
        {
            var expected = Enumerable.Range(0, 128).Average(i => Math.Log((gain * image.Pixels[(3 * i) + channel]) + Retinex.Offset));
            Assert.Equal(expected, means[channel], 0.004);  // a bin is a quarter of a level
        }
    }

    [Fact]
    public void HighlightLog_OneBrightPixelInAHundred_IsNotIt()
    {
        var pixels = Enumerable.Repeat(0.2f, 10_000).ToArray();
        Array.Fill(pixels, 0.9f, 0, 99);
        Assert.Equal(Math.Log(0.2 + Retinex.Offset), new Exposure(new Image(100, 100, 1, pixels)).HighlightLog(), 0.01);
        Array.Fill(pixels, 0.9f, 0, 200);
        Assert.Equal(Math.Log(0.9 + Retinex.Offset), new Exposure(new Image(100, 100, 1, pixels)).HighlightLog(), 0.01);
    }
}
