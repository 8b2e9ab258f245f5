using Hodl.Core.Imaging;

namespace Hodl.Core.Metrics;

/// <summary>Peak signal-to-noise ratio 10 log₁₀(1 / MSE) in dB for the range [0, 1], in float64, nothing clipped or cut off.</summary>
public static class Psnr
{
    /// <summary>Over all pixels and channels alike; +∞ for equal images.</summary>
    /// <exception cref="ArgumentException">The images differ in shape.</exception>
    public static double Of(Image image, Image reference) => 10 * Math.Log10(1 / MeanError.Squared(image, reference));
}
