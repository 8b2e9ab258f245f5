using System.Text.Json;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.Core.Tests.Metrics;

public class ImageQualityTests(ITestOutputHelper output)
{
    [Fact]
    public void Metrics_GoldenPairs_AgreeWithScikitImage()
    {
        if (TestData.Find("metrics-golden", output) is not { } folder)
        {
            return;
        }

        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "golden.json")));
        var compared = 0;
        foreach (var pair in golden.RootElement.GetProperty("pairs").EnumerateArray())
        {
            var name = pair.GetProperty("name").GetString();
            var reference = ImageFile.Load(Path.Combine(folder, name + "_ref.png"));
            var degraded = ImageFile.Load(Path.Combine(folder, name + "_deg.png"));
            var ours = reference.Channels == 1
                ? new Dictionary<string, double>(ImageQuality.Gray(degraded, reference)) { ["ssim_gray_uniform7"] = Ssim.Uniform7(degraded, reference) }
                : new Dictionary<string, double>(ImageQuality.Colour(degraded, reference));
            foreach (var (metric, value) in ours)
            {
                var key = metric.StartsWith("ssim", StringComparison.Ordinal) && !metric.EndsWith('7') ? metric + "_gaussian11" : metric;
                var expected = pair.GetProperty(key).GetDouble();
                output.WriteLine($"{name} {metric}: {value:F8}, golden {expected:F8}, difference {value - expected:E1}");
                Assert.Equal(expected, value, 1e-6);
                compared++;
            }
        }

        Assert.Equal(18, compared);
    }

    [Fact]
    public void Psnr_ConstantDifference_IsItsDecibels()
    {
        var black = new Image(12, 12, 1, new float[144]);
        var gray = new Image(12, 12, 1, [.. Enumerable.Repeat(0.125f, 144)]);

        Assert.Equal(-20 * Math.Log10(0.125), Psnr.Of(gray, black), 12);
        Assert.Equal(double.PositiveInfinity, Psnr.Of(gray, gray));
    }

    [Fact]
    public void Ssim_ConstantImages_IsTheLuminanceTerm()
    {
        var a = new Image(12, 13, 1, [.. Enumerable.Repeat(0.25f, 156)]);
        var b = new Image(12, 13, 1, [.. Enumerable.Repeat(0.5f, 156)]);
        var expected = ((2 * 0.125) + 1e-4) / (0.0625 + 0.25 + 1e-4);

        Assert.Equal(expected, Ssim.Gaussian11(a, b), 10);
        Assert.Equal(expected, Ssim.Uniform7(a, b), 10);
        Assert.Equal(1, Ssim.Gaussian11(a, a), 12);
    }

    [Fact]
    public void Metrics_WrongShapes_AreRefused()
    {
        var wide = new Image(12, 13, 1, new float[156]);
        var tall = new Image(13, 12, 1, new float[156]);
        var tiny = new Image(10, 13, 1, new float[130]);

        Assert.Throws<ArgumentException>(() => Psnr.Of(wide, tall));
        Assert.Throws<ArgumentException>(() => Ssim.Gaussian11(wide, tall));
        Assert.Throws<ArgumentException>(() => Ssim.Gaussian11(tiny, tiny));
        Assert.Throws<ArgumentException>(() => ImageQuality.Colour(wide, wide));
    }

    [Fact]
    public void Summarise_ThreeValues_MeanAndSampleDeviation()
    {
        var result = Sample.Summarise("psnr_gray", [1, 2, 6]);

        Assert.Equal((3.0, 3), (result.Value, result.Count));
        Assert.Equal(Math.Sqrt(7), result.Std!.Value, 12);
        Assert.Null(Sample.Summarise("psnr_gray", [4]).Std);
        Assert.Throws<ArgumentException>(() => Sample.Summarise("psnr_gray", []));
    }
}
