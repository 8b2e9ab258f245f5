namespace Hodl.Core.Imaging;

/// <summary>An image in memory: <c>Pixels[(row · Width + column) · Channels + channel]</c>, shape [H, W, C].</summary>
public sealed record Image
{
    /// <summary>Takes the pixels as they are, without a copy.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">1 (gray) or 3 (RGB).</param>
    /// <param name="pixels">Row by row, channels interleaved, nominal range [0, 1].</param>
    /// <exception cref="ArgumentException">The numbers do not fit together.</exception>
    public Image(int height, int width, int channels, float[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (height < 1 || width < 1 || channels is not (1 or 3) || pixels.LongLength != (long)height * width * channels)
        {
            throw new ArgumentException($"{pixels.LongLength} numbers are no image of {height} × {width} × {channels}; channels are 1 or 3.");
        }

        (Height, Width, Channels, Pixels) = (height, width, channels, pixels);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>1 (gray) or 3 (RGB).</summary>
    public int Channels { get; }

    /// <summary>Row by row, channels interleaved, nominal range [0, 1].</summary>
    public float[] Pixels { get; }

    /// <summary>The value at a row, a column and a channel.</summary>
    public float this[int row, int column, int channel = 0] => Pixels[((row * Width) + column) * Channels + channel];

    /// <summary>The rectangle whose upper left corner is (<paramref name="top"/>, <paramref name="left"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle leaves the image.</exception>
    public Image Crop(int top, int left, int height, int width)
    {
        if (top < 0 || left < 0 || height < 1 || width < 1 || top > Height - height || left > Width - width)
        {
            throw new ArgumentOutOfRangeException(nameof(height), $"{height} × {width} at ({top}, {left}) leaves the image of {Height} × {Width}.");
        }

        var pixels = new float[height * width * Channels];
        for (var row = 0; row < height; row++)
        {
            Pixels.AsSpan((((top + row) * Width) + left) * Channels, width * Channels).CopyTo(pixels.AsSpan(row * width * Channels));
        }

        return new Image(height, width, Channels, pixels);
    }
}
