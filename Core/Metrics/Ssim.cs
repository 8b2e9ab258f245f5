using System.Numerics;
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
    private const int Moments = 5;
    private static readonly double[] Gaussian = Window();

    private static int Lanes => Vector<double>.Count;

    /// <summary>The usual one, and what <c>ssim_gray</c>, <c>ssim_y</c>, <c>ssim_rgb</c> mean here: Gaussian window 11 × 11, σ = 1.5.</summary>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than the window.</exception>
    public static double Gaussian11(Image image, Image reference) => Mean(image, reference, Gaussian).Ssim;

    /// <summary>Gaussian window 11 × 11: the mean of SSIM, and that of its factor for contrast and structure alone (2σ_xy + C₂)/(σ_x² + σ_y² + C₂).</summary>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than the window.</exception>
    internal static (double Ssim, double Contrast) Parts(Image image, Image reference) => Mean(image, reference, Gaussian);

    private static double[] Window()
    {
        var window = Enumerable.Range(-5, 11).Select(x => Math.Exp(-x * x / (2 * 1.5 * 1.5))).ToArray();
        var sum = window.Sum();
        return [.. window.Select(weight => weight / sum)];
    }

    private static (double Ssim, double Contrast) Mean(Image image, Image reference, double[] window)
    {
        SameShape.Require(image, reference);
        if (image.Height < window.Length || image.Width < window.Length)
        {
            throw new ArgumentException($"An image of {image.Height} × {image.Width} is smaller than the window of {window.Length} × {window.Length}.");
        }

        var channels = Enumerable.Range(0, image.Channels).Select(channel => ChannelMean(image, reference, channel, window)).ToList();
        return (channels.Average(channel => channel.Ssim), channels.Average(channel => channel.Contrast));
    }

    // The window is separable: rows are filtered as they come, and the last ones kept in a ring, so that no plane is written to memory.
    private static (double Ssim, double Contrast) ChannelMean(Image image, Image reference, int channel, double[] window)
    {
        var (width, taps) = (image.Width - window.Length + 1, window.Length);
        var stride = (width + Lanes - 1) / Lanes * Lanes;
        var (a, b) = (new double[stride + taps], new double[stride + taps]);
        var ring = new double[taps * Moments * stride];
        var (sum, structure) = (0.0, 0.0);
        for (var row = 0; row < image.Height; row++)
        {
            Read(image, row, channel, a);
            Read(reference, row, channel, b);
            Filter(a, b, window, ring.AsSpan(row % taps * Moments * stride, Moments * stride), stride);
            if (row >= taps - 1)
            {
                Compare(ring, row + 1, window, stride, width, ref sum, ref structure);
            }
        }

        var positions = (double)((image.Height - taps + 1) * width);
        return (sum / positions, structure / positions);
    }

    private static void Read(Image image, int row, int channel, Span<double> to)
    {
        var from = image.Pixels.AsSpan(row * image.Width * image.Channels, image.Width * image.Channels);
        for (int column = 0, at = channel; at < from.Length; column++, at += image.Channels)
        {
            to[column] = from[at];
        }
    }

    // Weighted means of x, y, x², y², xy along a row.
    private static void Filter(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double[] window, Span<double> to, int stride)
    {
        for (var column = 0; column < stride; column += Lanes)
        {
            Vector<double> x = default, y = default, xx = default, yy = default, xy = default;
            for (var k = 0; k < window.Length; k++)
            {
                var (left, right) = (new Vector<double>(a[(column + k)..]), new Vector<double>(b[(column + k)..]));
                var (weighted, other) = (left * window[k], right * window[k]);
                x += weighted;
                y += other;
                xx += weighted * left;
                yy += other * right;
                xy += weighted * right;
            }

            x.CopyTo(to[column..]);
            y.CopyTo(to[(stride + column)..]);
            xx.CopyTo(to[((2 * stride) + column)..]);
            yy.CopyTo(to[((3 * stride) + column)..]);
            xy.CopyTo(to[((4 * stride) + column)..]);
        }
    }

    // The same down the rows of the ring, whose oldest stands at `next`, and from them both means.
    private static void Compare(
        ReadOnlySpan<double> ring, int next, double[] window, int stride, int width, ref double sum, ref double structure)
    {
        var taps = window.Length;
        for (var column = 0; column < width; column += Lanes)
        {
            Vector<double> mx = default, my = default, mxx = default, myy = default, mxy = default;
            for (var k = 0; k < taps; k++)
            {
                var row = ring.Slice((next + k) % taps * Moments * stride, Moments * stride);
                mx += new Vector<double>(row[column..]) * window[k];
                my += new Vector<double>(row[(stride + column)..]) * window[k];
                mxx += new Vector<double>(row[((2 * stride) + column)..]) * window[k];
                myy += new Vector<double>(row[((3 * stride) + column)..]) * window[k];
                mxy += new Vector<double>(row[((4 * stride) + column)..]) * window[k];
            }

            var (vx, vy, vxy) = (mxx - (mx * mx), myy - (my * my), mxy - (mx * my));
            var (c1, c2) = (new Vector<double>(C1), new Vector<double>(C2));
            var contrast = ((vxy * 2) + c2) / (vx + vy + c2);
            var ssim = ((mx * 2 * my) + c1) * contrast / ((mx * mx) + (my * my) + c1);
            for (var lane = 0; lane < Math.Min(Lanes, width - column); lane++)
            {
                structure += contrast[lane];
                sum += ssim[lane];
            }
        }
    }
}
