using System.Globalization;
using System.Text.RegularExpressions;

namespace Hodl.Core.Metrics;

/// <summary>
/// The names of image metrics, which carry the whole convention: measure, then channels or network, then the border that
/// was cut off: <c>psnr_y</c>, <c>ssim_rgb</c>, <c>ms_ssim_gray</c>, <c>mae_rgb</c>, <c>mse_rgb</c>, <c>lpips_squeeze</c>,
/// <c>psnr_y_crop4</c>. Numbers under different names never share a column, a series or a mean.
/// </summary>
public static partial class QualityName
{
    /// <summary>How a metric of such a name reads; null when the name states no convention.</summary>
    public static MetricInfo? Info(string name)
    {
        if (Pattern().Match(name) is not { Success: true } match)
        {
            return null;
        }

        var (measure, channels, crop) = (match.Groups["measure"].Value, match.Groups["channels"].Value, match.Groups["crop"].Value);
        var (title, unit, better) = measure switch
        {
            "psnr" => ("PSNR", "dB", Better.Higher),
            "ssim" => ("SSIM", "", Better.Higher),
            "ms_ssim" => ("MS-SSIM", "", Better.Higher),
            "mae" => ("MAE", "", Better.Lower),
            "mse" => ("MSE", "", Better.Lower),
            _ => ("LPIPS", "", Better.Lower),
        };
        var place = channels switch
        {
            "y" => "Y of YCbCr (studio range)",
            "rgb" => measure is "ssim" or "ms_ssim" ? "RGB (mean over the channels)" : "RGB",
            "gray" => "gray",
            "alex" => "AlexNet",
            "vgg" => "VGG16",
            _ => "SqueezeNet",
        };
        return new(name, $"{title}, {place}{(crop == "" ? "" : $", {crop} border pixels cut off")}", unit, better, IsResult: true);
    }

    /// <summary>The name with the border that was cut off.</summary>
    /// <param name="name">Without one.</param>
    /// <param name="crop">Pixels on every side; 0 leaves the name as it is.</param>
    public static string WithCrop(string name, int crop) => crop == 0 ? name : name + "_crop" + crop.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?:(?<measure>psnr|ssim|ms_ssim|mae|mse)_(?<channels>y|rgb|gray)|(?<measure>lpips)_(?<channels>alex|vgg|squeeze))(?:_crop(?<crop>[1-9][0-9]{0,3}))?$")]
    private static partial Regex Pattern();
}
