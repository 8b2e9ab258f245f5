using Hodl.Core.Imaging;

namespace Hodl.Core.Metrics;

/// <summary>Mean errors over all pixels and channels alike for the range [0, 1], in float64, nothing clipped or cut off.</summary>
public static class MeanError
{
    /// <summary>MAE, mean |a − b|.</summary>
    /// <exception cref="ArgumentException">The images differ in shape.</exception>
    public static double Absolute(Image image, Image reference)
    {
        SameShape.Require(image, reference);
        var sum = 0.0;
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            sum += Math.Abs((double)image.Pixels[i] - reference.Pixels[i]);
        }

        return sum / image.Pixels.Length;
    }

    /// <summary>MSE, mean (a − b)².</summary>
    /// <exception cref="ArgumentException">The images differ in shape.</exception>
    public static double Squared(Image image, Image reference)
    {
        SameShape.Require(image, reference);
        var sum = 0.0;
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var difference = (double)image.Pixels[i] - reference.Pixels[i];
            sum += difference * difference;
        }

        return sum / image.Pixels.Length;
    }
}
