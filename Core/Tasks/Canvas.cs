using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>A white RGB picture to draw rectangles and gray images on.</summary>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
internal sealed class Canvas(int height, int width)
{
    private readonly float[] pixels = [.. Enumerable.Repeat(1f, height * width * 3)];

    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int top, int left, int rows, int columns, (float R, float G, float B) color)
    {
        for (var row = top; row < top + rows; row++)
        {
            for (var column = left; column < left + columns; column++)
            {
                var at = ((row * width) + column) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = color;
            }
        }
    }

    /// <summary>Copies a square gray image of bytes.</summary>
    public void Paste(int top, int left, ReadOnlySpan<byte> gray, int side)
    {
        for (var at = 0; at < gray.Length; at++)
        {
            pixels.AsSpan((((top + (at / side)) * width) + left + (at % side)) * 3, 3).Fill(gray[at] / 255f);
        }
    }

    /// <summary>Copies a square image given plane by plane, values in [0, 1].</summary>
    public void Paste(int top, int left, ReadOnlySpan<float> planes, int side, int channels)
    {
        for (var at = 0; at < side * side; at++)
        {
            var to = (((top + (at / side)) * width) + left + (at % side)) * 3;
            for (var channel = 0; channel < 3; channel++)
            {
                pixels[to + channel] = planes[(channels == 1 ? 0 : channel * side * side) + at];
            }
        }
    }

    /// <summary>The picture.</summary>
    public RunImage ToImage(string name, long step, IReadOnlyDictionary<string, double> metrics) => new()
    {
        Name = name,
        Role = "output",
        Step = step,
        Height = height,
        Width = width,
        Channels = 3,
        Pixels = pixels,
        Metrics = metrics,
    };
}
