using Hodl.Core.Imaging;

namespace Hodl.Core.Metrics;

/// <summary>
/// The image metrics by their names (<see cref="QualityName"/>). A name carries its convention; the SSIM window is
/// Gaussian, 11 × 11, σ = 1.5.
/// </summary>
public static class ImageQuality
{
    /// <summary>PSNR and SSIM on full-range BT.601 gray.</summary>
    public static IReadOnlyList<MetricInfo> GrayInfos { get; } = Infos("psnr_gray", "ssim_gray");

    /// <summary>What <see cref="Full"/> may give.</summary>
    public static IReadOnlyList<MetricInfo> FullInfos { get; } =
        Infos("psnr_y", "ssim_y", "psnr_rgb", "ssim_rgb", "ms_ssim_y", "ms_ssim_rgb", "mae_rgb", "mse_rgb", "lpips_alex", "lpips_vgg", "lpips_squeeze");

    /// <summary><c>psnr_gray</c> and <c>ssim_gray</c>: colour images are turned to full-range gray first.</summary>
    /// <param name="image">What is judged.</param>
    /// <param name="reference">The truth.</param>
    /// <param name="crop">Pixels cut off on every side first; then each name ends in <c>_cropN</c>.</param>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than 11 × 11.</exception>
    public static IReadOnlyDictionary<string, double> Gray(Image image, Image reference, int crop = 0)
    {
        var (a, b) = (Luma.Gray(Cropped(image, crop)), Luma.Gray(Cropped(reference, crop)));
        return Named(crop, ("psnr_gray", Psnr.Of(a, b)), ("ssim_gray", Ssim.Gaussian11(a, b)));
    }

    /// <summary><c>psnr_y</c>, <c>ssim_y</c>, <c>psnr_rgb</c>, <c>ssim_rgb</c> of colour images.</summary>
    /// <param name="image">What is judged.</param>
    /// <param name="reference">The truth.</param>
    /// <param name="crop">Pixels cut off on every side first; then each name ends in <c>_cropN</c>.</param>
    /// <exception cref="ArgumentException">The images are not RGB, differ in shape or are smaller than 11 × 11.</exception>
    public static IReadOnlyDictionary<string, double> Colour(Image image, Image reference, int crop = 0) =>
        Named(crop, OfColour(Cropped(image, crop), Cropped(reference, crop)));

    /// <summary>
    /// <see cref="Colour"/>, MAE and MSE on RGB, MS-SSIM on Y and on RGB where both sides have at least
    /// <see cref="MsSsim.LeastSide"/> pixels, and LPIPS where its weights are given. What cannot be measured is absent.
    /// </summary>
    /// <param name="image">What is judged.</param>
    /// <param name="reference">The truth.</param>
    /// <param name="crop">Pixels cut off on every side first; then each name ends in <c>_cropN</c>.</param>
    /// <param name="lpips">Weights in the same dispose scope; null leaves LPIPS out.</param>
    /// <exception cref="ArgumentException">The images are not RGB, differ in shape or are smaller than 11 × 11.</exception>
    public static IReadOnlyDictionary<string, double> Full(Image image, Image reference, int crop = 0, Lpips? lpips = null)
    {
        var (a, b) = (Cropped(image, crop), Cropped(reference, crop));
        var values = OfColour(a, b).ToList();
        values.AddRange([("mae_rgb", MeanError.Absolute(a, b)), ("mse_rgb", MeanError.Squared(a, b))]);
        if (Math.Min(a.Height, a.Width) >= MsSsim.LeastSide)
        {
            values.AddRange([("ms_ssim_y", MsSsim.Of(Luma.StudioY(a), Luma.StudioY(b))), ("ms_ssim_rgb", MsSsim.Of(a, b))]);
        }

        if (lpips is not null)
        {
            values.Add((lpips.Name, lpips.Of(a, b)));
        }

        return Named(crop, [.. values]);
    }

    /// <summary><see cref="Gray"/>, MAE and MSE, and MS-SSIM where both sides have at least <see cref="MsSsim.LeastSide"/>
    /// pixels.</summary>
    /// <param name="image">What is judged.</param>
    /// <param name="reference">The truth.</param>
    /// <param name="crop">Pixels cut off on every side first; then each name ends in <c>_cropN</c>.</param>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than 11 × 11.</exception>
    public static IReadOnlyDictionary<string, double> FullGray(Image image, Image reference, int crop = 0)
    {
        var (a, b) = (Luma.Gray(Cropped(image, crop)), Luma.Gray(Cropped(reference, crop)));
        List<(string, double)> values = [("psnr_gray", Psnr.Of(a, b)), ("ssim_gray", Ssim.Gaussian11(a, b)), ("mae_gray",
            MeanError.Absolute(a, b)), ("mse_gray", MeanError.Squared(a, b))];
        if (Math.Min(a.Height, a.Width) >= MsSsim.LeastSide)
        {
            values.Add(("ms_ssim_gray", MsSsim.Of(a, b)));
        }

        return Named(crop, [.. values]);
    }

    private static (string, double)[] OfColour(Image image, Image reference)
    {
        if (image.Channels != 3)
        {
            throw new ArgumentException("Metrics on Y and RGB want RGB images.", nameof(image));
        }

        var (a, b) = (Luma.StudioY(image), Luma.StudioY(reference));
        return [("psnr_y", Psnr.Of(a, b)), ("ssim_y", Ssim.Gaussian11(a, b)), ("psnr_rgb", Psnr.Of(image, reference)), ("ssim_rgb", Ssim.Gaussian11(image, reference))];
    }

    /// <summary>The image without a border.</summary>
    internal static Image Cropped(Image image, int crop)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(crop);
        return crop == 0 ? image
            : Math.Min(image.Height, image.Width) <= 2 * crop ? throw new ArgumentException($"Nothing remains of {image.Height} × {image.Width} without {crop} pixels on every side.", nameof(image))
            : image.Crop(crop, crop, image.Height - (2 * crop), image.Width - (2 * crop));
    }

    private static Dictionary<string, double> Named(int crop, params (string Name, double Value)[] values) =>
        values.ToDictionary(value => QualityName.WithCrop(value.Name, crop), value => value.Value);

    private static MetricInfo[] Infos(params string[] names) => Array.ConvertAll(names, name => QualityName.Info(name)!);
}
