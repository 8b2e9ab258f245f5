using Hodl.Core.Random;

namespace Hodl.Core.Imaging;

/// <summary>
/// A photograph of a dark place from one of a bright place: y = g·x^γ + n, where n has the variance r² + s·g·x^γ
/// (reading and photon noise), then clipped to [0, 1] and rounded to 8 bits. With the defaults the bright images of LOL
/// eval15 (mean 0.45) become on average as dark as its dark ones (mean 0.06; theirs differ from image to image, 0.03 … 0.10).
/// </summary>
/// <param name="Gamma">γ, at least 1 to darken.</param>
/// <param name="Gain">g in (0, 1].</param>
/// <param name="ReadNoise">r, standard deviation on the range [0, 1].</param>
/// <param name="ShotNoise">s, variance per brightness.</param>
public sealed record Darkening(double Gamma = 1.5, double Gain = 0.18, double ReadNoise = 0.005, double ShotNoise = 0.0005)
{
    /// <summary>The darkened image.</summary>
    /// <param name="image">x in [0, 1]; stays as it is.</param>
    /// <param name="random">Four draws a value.</param>
    public Image Apply(Image image, Philox random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Gamma);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Gain);
        ArgumentOutOfRangeException.ThrowIfNegative(ReadNoise);
        ArgumentOutOfRangeException.ThrowIfNegative(ShotNoise);
        return Degradation.Quantize(Degradation.Change(image, value =>
        {
            var dark = Gain * Math.Pow(Math.Clamp(value, 0f, 1f), Gamma);
            return (float)(dark + (Math.Sqrt((ReadNoise * ReadNoise) + (ShotNoise * dark)) * random.NextGaussian()));
        }));
    }
}
