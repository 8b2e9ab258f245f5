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
        var sum = new double[image.Pixels.Length];
        for (var a = 0; a < kernel.Height; a++)
        {
            for (var b = 0; b < kernel.Width; b++)
            {
                var weight = kernel[a, b];
                if (weight == 0)
                {
                    continue;
                }

                var columns = Enumerable.Range(0, width).Select(x => Inside(x - b + (kernel.Width / 2), width, border) * channels).ToArray();
                for (var row = 0; row < height; row++)
                {
                    var from = Inside(row - a + (kernel.Height / 2), height, border) * width * channels;
                    var to = row * width * channels;
                    foreach (var column in columns)
                    {
                        for (var channel = 0; channel < channels; channel++)
                        {
                            sum[to++] += weight * image.Pixels[from + column + channel];
                        }
                    }
                }
            }
        }

        return new Image(height, width, channels, Array.ConvertAll(sum, value => (float)value));
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
