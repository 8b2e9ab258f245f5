using System.Text.Json;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.Core.Tests.Metrics;

public class ImageQualityTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Metrics_GoldenPairs_AgreeWithScikitImage()
    {
        var folder = TestData.Find("metrics-golden");
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "golden.json")));
        var compared = 0;
        foreach (var pair in golden.RootElement.GetProperty("pairs").EnumerateArray())
        {
            var name = pair.GetProperty("name").GetString();
            var reference = ImageFile.Load(Path.Combine(folder, name + "_ref.png"));
            var degraded = ImageFile.Load(Path.Combine(folder, name + "_deg.png"));
            var ours = reference.Channels == 1
                ? ImageQuality.Gray(degraded, reference)
                : ImageQuality.Colour(degraded, reference);
            foreach (var (metric, value) in ours)
            {
                var key = metric.StartsWith("ssim", StringComparison.Ordinal) ? metric + "_gaussian11" : metric;
                var expected = pair.GetProperty(key).GetDouble();
                output.WriteLine($"{name} {metric}: {value:F8}, golden {expected:F8}, difference {value - expected:E1}");
                Assert.Equal(expected, value, 1e-6);
                compared++;
            }
        }

        Assert.Equal(16, compared);
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
    public void Mean_Errors_ConstantDifference_IsItAndItsSquare()
    {
        var black = new Image(12, 12, 3, new float[432]);
        var gray = new Image(12, 12, 3, [.. Enumerable.Repeat(-0.25f, 432)]);

        Assert.Equal(0.25, MeanError.Absolute(gray, black), 12);
        Assert.Equal(0.0625, MeanError.Squared(gray, black), 12);
        Assert.Throws<ArgumentException>(() => MeanError.Absolute(gray, new Image(12, 12, 1, new float[144])));
    }

    [Fact]
    public void Crop_Border_IsCutOffAndNamed()
    {
        var clean = new Image(20, 24, 3, [.. Enumerable.Repeat(0.5f, 1440)]);
        var degraded = (float[])clean.Pixels.Clone();
        for (var at = 0; at < degraded.Length; at++)
        {
            var (row, column) = (at / 72, at / 3 % 24);
            degraded[at] = row is < 2 or >= 18 || column is < 2 or >= 22 ? 1 : 0.625f;
        }

        var values = ImageQuality.Full(new Image(20, 24, 3, degraded), clean, crop: 2);

        Assert.Equal(-20 * Math.Log10(0.125), values["psnr_rgb_crop2"], 9);
        Assert.Equal(0.125, values["mae_rgb_crop2"], 9);
        Assert.All(values.Keys, name => Assert.EndsWith("_crop2", name, StringComparison.Ordinal));
        Assert.DoesNotContain(values.Keys, name => name.StartsWith("ms_ssim", StringComparison.Ordinal) || name.StartsWith("lpips", StringComparison.Ordinal));
        Assert.All(values.Keys, name => Assert.NotNull(QualityName.Info(name)));
        Assert.Equal(["psnr_y_crop3", "ssim_y_crop3", "psnr_rgb_crop3", "ssim_rgb_crop3"], ImageQuality.Colour(clean, clean, 3).Keys);
        Assert.Throws<ArgumentException>(() => ImageQuality.Gray(clean, clean, crop: 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageQuality.Gray(clean, clean, crop: -1));
    }

    [Theory]
    [InlineData("psnr_y", "PSNR, Y of YCbCr (studio range)", "dB")]
    [InlineData("ssim_rgb_crop4", "SSIM, RGB (mean over the channels), 4 border pixels cut off", "")]
    [InlineData("lpips_vgg", "LPIPS, VGG16", "")]
    [InlineData("psnr", null, null)]
    [InlineData("lpips_y", null, null)]
    [InlineData("psnr_y_crop0", null, null)]
    public void Info_Name_StatesTheConventionOrNone(string name, string? title, string? unit) =>
        Assert.Equal((title, unit), (QualityName.Info(name)?.Title, QualityName.Info(name)?.Unit));

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
