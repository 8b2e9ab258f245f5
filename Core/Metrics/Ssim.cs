using Hodl.Core.Imaging;

namespace Hodl.Core.Metrics;

/// <summary>
/// Structural similarity (Wang et al. 2004) for the range [0, 1], K₁ = 0.01, K₂ = 0.03, in float64: the mean over the
/// positions at which the window lies wholly inside the image, then over the channels.
/// </summary>
public static class Ssim
{
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;
    private static readonly double[] Gaussian = Window();

    /// <summary>The usual one, and what <c>ssim_gray</c>, <c>ssim_y</c>, <c>ssim_rgb</c> mean here: Gaussian window 11 × 11, σ = 1.5.</summary>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than the window.</exception>
    public static double Gaussian11(Image image, Image reference) => Mean(image, reference, Gaussian, covarianceFactor: 1).Ssim;

    /// <summary>Gaussian window 11 × 11: the mean of SSIM, and that of its factor for contrast and structure alone (2σ_xy + C₂)/(σ_x² + σ_y² + C₂).</summary>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than the window.</exception>
    internal static (double Ssim, double Contrast) Parts(Image image, Image reference) => Mean(image, reference, Gaussian, covarianceFactor: 1);

    /// <summary>scikit-image's default: uniform window 7 × 7 with the sample covariance (49/48).</summary>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than the window.</exception>
    public static double Uniform7(Image image, Image reference) =>
        Mean(image, reference, [.. Enumerable.Repeat(1.0 / 7, 7)], covarianceFactor: 49.0 / 48).Ssim;

    private static double[] Window()
    {
        var window = Enumerable.Range(-5, 11).Select(x => Math.Exp(-x * x / (2 * 1.5 * 1.5))).ToArray();
        var sum = window.Sum();
        return [.. window.Select(weight => weight / sum)];
    }

    private static (double Ssim, double Contrast) Mean(Image image, Image reference, double[] window, double covarianceFactor)
    {
        SameShape.Require(image, reference);
        if (image.Height < window.Length || image.Width < window.Length)
        {
            throw new ArgumentException($"An image of {image.Height} × {image.Width} is smaller than the window of {window.Length} × {window.Length}.");
        }

        var channels = Enumerable.Range(0, image.Channels).Select(channel => ChannelMean(image, reference, channel, window, covarianceFactor)).ToList();
        return (channels.Average(channel => channel.Ssim), channels.Average(channel => channel.Contrast));
    }

    private static (double Ssim, double Contrast) ChannelMean(Image image, Image reference, int channel, double[] window, double factor)
    {
        var (height, width) = (image.Height, image.Width - window.Length + 1);
        var (x, y, xx, yy, xy) = (new double[height * width], new double[height * width], new double[height * width], new double[height * width], new double[height * width]);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var at = (row * width) + column;
                for (var k = 0; k < window.Length; k++)
                {
                    double weight = window[k], a = image[row, column + k, channel], b = reference[row, column + k, channel];
                    x[at] += weight * a;
                    y[at] += weight * b;
                    xx[at] += weight * a * a;
                    yy[at] += weight * b * b;
                    xy[at] += weight * a * b;
                }
            }
        }

        var rows = height - window.Length + 1;
        var (sum, structure) = (0.0, 0.0);
        for (var at = 0; at < rows * width; at++)
        {
            double mx = 0, my = 0, mxx = 0, myy = 0, mxy = 0;
            for (int k = 0, below = at; k < window.Length; k++, below += width)
            {
                mx += window[k] * x[below];
                my += window[k] * y[below];
                mxx += window[k] * xx[below];
                myy += window[k] * yy[below];
                mxy += window[k] * xy[below];
            }

            double vx = factor * (mxx - (mx * mx)), vy = factor * (myy - (my * my)), vxy = factor * (mxy - (mx * my));
            var contrast = ((2 * vxy) + C2) / (vx + vy + C2);
            structure += contrast;
            sum += ((2 * mx * my) + C1) * contrast / ((mx * mx) + (my * my) + C1);
        }

        return (sum / (rows * width), structure / (rows * width));
    }
}
