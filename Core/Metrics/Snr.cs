using Hodl.Core.Imaging;

namespace Hodl.Core.Metrics;

/// <summary>Signal-to-noise ratio, (3.2) of the review of bilevel methods.</summary>
public static class Snr
{
    /// <summary>As a result of a run.</summary>
    public static MetricInfo Info { get; } = new("snr_db", "SNR of the restored image (3.2)", "dB", Better.Higher, IsResult: true);

    /// <summary>10 log₁₀(‖reference‖²/‖image − reference‖²) in dB, values as they are, no border cut off; +∞ for equal images.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">The truth, of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double Of(Image image, Image reference)
    {
        SameShape.Require(image, reference);
        double signal = 0, noise = 0;
        for (var i = 0; i < reference.Pixels.Length; i++)
        {
            var error = (double)image.Pixels[i] - reference.Pixels[i];
            signal += (double)reference.Pixels[i] * reference.Pixels[i];
            noise += error * error;
        }

        return 10 * Math.Log10(signal / noise);
    }
}
