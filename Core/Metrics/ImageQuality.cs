using Hodl.Core.Imaging;
using Hodl.Core.Runs;

namespace Hodl.Core.Metrics;

/// <summary>The image metrics by their names. A name carries its convention; the SSIM window is Gaussian, 11 × 11, σ = 1.5.</summary>
public static class ImageQuality
{
    /// <summary>PSNR and SSIM on full-range BT.601 gray.</summary>
    public static IReadOnlyList<MetricInfo> GrayInfos { get; } =
    [
        new("psnr_gray", "PSNR, gray", "dB", Better.Higher, IsResult: true),
        new("ssim_gray", "SSIM, gray", Better: Better.Higher, IsResult: true),
    ];

    /// <summary>PSNR and SSIM on studio-range Y and on RGB.</summary>
    public static IReadOnlyList<MetricInfo> ColourInfos { get; } =
    [
        new("psnr_y", "PSNR, Y of YCbCr (studio range)", "dB", Better.Higher, IsResult: true),
        new("ssim_y", "SSIM, Y of YCbCr (studio range)", Better: Better.Higher, IsResult: true),
        new("psnr_rgb", "PSNR, RGB", "dB", Better.Higher, IsResult: true),
        new("ssim_rgb", "SSIM, RGB (mean over the channels)", Better: Better.Higher, IsResult: true),
    ];

    /// <summary><c>psnr_gray</c> and <c>ssim_gray</c>: colour images are turned to full-range gray first.</summary>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than 11 × 11.</exception>
    public static IReadOnlyDictionary<string, double> Gray(Image image, Image reference)
    {
        var (a, b) = (Luma.Gray(image), Luma.Gray(reference));
        return new Dictionary<string, double> { ["psnr_gray"] = Psnr.Of(a, b), ["ssim_gray"] = Ssim.Gaussian11(a, b) };
    }

    /// <summary><c>psnr_y</c>, <c>ssim_y</c>, <c>psnr_rgb</c>, <c>ssim_rgb</c> of colour images.</summary>
    /// <exception cref="ArgumentException">The images are not RGB, differ in shape or are smaller than 11 × 11.</exception>
    public static IReadOnlyDictionary<string, double> Colour(Image image, Image reference)
    {
        if (image.Channels != 3)
        {
            throw new ArgumentException("Metrics on Y and RGB want RGB images.", nameof(image));
        }

        var (a, b) = (Luma.StudioY(image), Luma.StudioY(reference));
        return new Dictionary<string, double>
        {
            ["psnr_y"] = Psnr.Of(a, b),
            ["ssim_y"] = Ssim.Gaussian11(a, b),
            ["psnr_rgb"] = Psnr.Of(image, reference),
            ["ssim_rgb"] = Ssim.Gaussian11(image, reference),
        };
    }
}
