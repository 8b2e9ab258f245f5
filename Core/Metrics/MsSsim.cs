using Hodl.Core.Imaging;

namespace Hodl.Core.Metrics;

/// <summary>
/// Multi-scale structural similarity (Wang, Simoncelli, Bovik 2003) for the range [0, 1]:
/// SSIM₅^w₅ · Π_{j=1..4} CS_j^w_j with the mean SSIM of the coarsest scale, the mean contrast-structure factors CS of the
/// finer ones and w = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333); the mean over the channels. Each scale halves the former
/// by means of 2 × 2 pixels, an odd last row or column mirrored, as the authors' MATLAB code does. A negative factor
/// counts as 0.
/// </summary>
public static class MsSsim
{
    /// <summary>Rows and columns that an image must have: 11 · 2⁴.</summary>
    public const int LeastSide = 176;

    private static readonly double[] Weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    /// <summary>In [0, 1]; 1 for equal images.</summary>
    /// <exception cref="ArgumentException">The images differ in shape or have a side below <see cref="LeastSide"/>.</exception>
    public static double Of(Image image, Image reference)
    {
        SameShape.Require(image, reference);
        if (Math.Min(image.Height, image.Width) < LeastSide)
        {
            throw new ArgumentException($"MS-SSIM wants at least {LeastSide} × {LeastSide} pixels, not {image.Height} × {image.Width}.", nameof(image));
        }

        return Enumerable.Range(0, image.Channels).Average(channel => OfChannel(Plane(image, channel), Plane(reference, channel)));
    }

    private static double OfChannel(Image a, Image b)
    {
        var product = 1.0;
        for (var scale = 0; scale < Weights.Length; scale++)
        {
            var (ssim, contrast) = Ssim.Parts(a, b);
            var last = scale == Weights.Length - 1;
            product *= Math.Pow(Math.Max(0, last ? ssim : contrast), Weights[scale]);
            (a, b) = last ? (a, b) : (Half(a), Half(b));
        }

        return product;
    }

    private static Image Plane(Image image, int channel) => new(
        image.Height, image.Width, 1, [.. Enumerable.Range(0, image.Height * image.Width).Select(at => image.Pixels[(at * image.Channels) + channel])]);

    private static Image Half(Image image)
    {
        var (height, width) = ((image.Height + 1) / 2, (image.Width + 1) / 2);
        var pixels = new float[height * width];
        for (var at = 0; at < pixels.Length; at++)
        {
            var (row, column) = (at / width * 2, at % width * 2);
            var (below, right) = (Math.Min(row + 1, image.Height - 1), Math.Min(column + 1, image.Width - 1));
            pixels[at] = (image[row, column] + image[row, right] + image[below, column] + image[below, right]) / 4;
        }

        return new Image(height, width, 1, pixels);
    }
}
