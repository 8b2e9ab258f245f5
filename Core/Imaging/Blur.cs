using System.Numerics;

namespace Hodl.Core.Imaging;

/// <summary>Convolution with a kernel, in float64: y(i) = Σ_k K(k) x(i − k + c), c the kernel's centre.</summary>
public static class Blur
{
    /// <summary>Each channel by itself; the size stays.</summary>
    /// <param name="image">Stays as it is.</param>
    /// <param name="kernel">Of any size.</param>
    /// <param name="border">What lies beyond the image.</param>
    public static Image Apply(Image image, BlurKernel kernel, Border border)
    {
        var (height, width, channels) = (image.Height, image.Width, image.Channels);
        var (before, line) = (kernel.Width - 1 - (kernel.Width / 2), (width + kernel.Width - 1) * channels);
        var columns = Enumerable.Range(-before, width + kernel.Width - 1).Select(x => Inside(x, width, border) * channels).ToArray();
        var wide = new double[height * line]; // each row with what lies beyond its ends
        for (var row = 0; row < height; row++)
        {
            var from = image.Pixels.AsSpan(row * width * channels, width * channels);
            var to = wide.AsSpan(row * line, line);
            for (var x = 0; x < columns.Length; x++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    to[(x * channels) + channel] = from[columns[x] + channel];
                }
            }
        }

        var (sum, pixels) = (new double[width * channels], new float[height * width * channels]);
        for (var row = 0; row < height; row++)
        {
            Array.Clear(sum);
            for (var a = 0; a < kernel.Height; a++)
            {
                var from = wide.AsSpan(Inside(row - a + (kernel.Height / 2), height, border) * line, line);
                for (var b = 0; b < kernel.Width; b++)
                {
                    if (kernel[a, b] != 0)
                    {
                        Add(sum, kernel[a, b], from.Slice((kernel.Width - 1 - b) * channels, sum.Length));
                    }
                }
            }

            for (var i = 0; i < sum.Length; i++)
            {
                pixels[(row * sum.Length) + i] = (float)sum[i];
            }
        }

        return new Image(height, width, channels, pixels);
    }

    private static void Add(Span<double> sum, double weight, ReadOnlySpan<double> values)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(sum[i..]) + (new Vector<double>(values[i..]) * weight)).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += weight * values[i];
        }
    }

    private static int Inside(int position, int length, Border border)
    {
        if (border == Border.Circular)
        {
            return ((position % length) + length) % length;
        }

        position = ((position % (2 * length)) + (2 * length)) % (2 * length);
        return position < length ? position : (2 * length) - 1 - position;
    }
}
