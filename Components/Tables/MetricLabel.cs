using System.Globalization;
using Hodl.Core.Metrics;

namespace Hodl.Components.Tables;

/// <summary>A metric's name as a header shows it: <c>ms_ssim_rgb</c> as MS-SSIM RGB, <c>gap_at_end</c> as Gap at end. Files keep the name itself.</summary>
public static class MetricLabel
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["psnr"] = "PSNR",
        ["ssim"] = "SSIM",
        ["lpips"] = "LPIPS",
        ["mae"] = "MAE",
        ["mse"] = "MSE",
        ["nmse"] = "NMSE",
        ["snr"] = "SNR",
        ["f1"] = "F1",
        ["rgb"] = "RGB",
        ["y"] = "Y",
        ["ci95"] = "95 % ±",
        ["fbp"] = "FBP",
        ["phi"] = "φ",
        ["k"] = "K",
        ["mib"] = "MiB",
        ["log10"] = "log₁₀",
    };

    /// <summary>The label; a unit that has its own place is not said twice.</summary>
    public static string Of(MetricInfo info)
    {
        var words = info.Name.Split('_', StringSplitOptions.RemoveEmptyEntries).Where(word => word != "db" || info.Unit != "dB").ToList();
        if (words is ["ms", "ssim", ..])
        {
            words.RemoveAt(0);
            words[0] = "MS-SSIM";
        }

        var text = string.Join(' ', words.Select(word => Known.GetValueOrDefault(word, word)));
        return text.Length == 0 || Known.ContainsKey(words[0]) ? text : char.ToUpper(text[0], CultureInfo.InvariantCulture) + text[1..];
    }
}
