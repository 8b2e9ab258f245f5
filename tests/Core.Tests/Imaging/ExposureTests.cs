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
    public void Saturation_IsThatOfThePixels_WhateverTheGain()
    {
        float[] colours = [0.8f, 0.4f, 0.2f, 0.5f, 0.5f, 0.5f];
        double Of(float gain) => new Exposure(new Image(1, 2, 3, Array.ConvertAll(colours, value => value * gain))).Saturation;

        Assert.Equal(0.6 / (0.8 + (1 / 255.0)) / 2, Of(1), 1e-6);
        Assert.Equal(Of(1), Of(0.5f), 0.002);
        Assert.Equal(0, new Exposure(new Image(1, 2, 1, [0.1f, 0.9f])).Saturation);
    }
}
