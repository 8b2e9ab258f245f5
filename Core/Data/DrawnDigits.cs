using Hodl.Core.Random;

namespace Hodl.Core.Data;

/// <summary>
/// Digits drawn with seven strokes, each image turned, sheared, scaled, shifted and thickened at random, with noise: a
/// stand-in for MNIST where its files are absent. Every image depends on (seed, index) alone.
/// </summary>
public static class DrawnDigits
{
    // Strokes a … g of a seven-stroke digit, as (x, y) ends in [−1, 1]².
    private static readonly (double X0, double Y0, double X1, double Y1)[] Strokes =
    [
        (-0.6, -1, 0.6, -1), (0.6, -1, 0.6, 0), (0.6, 0, 0.6, 1), (-0.6, 1, 0.6, 1), (-0.6, 0, -0.6, 1), (-0.6, -1, -0.6, 0), (-0.6, 0, 0.6, 0),
    ];

    private static readonly string[] Digits = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg"];

    /// <summary>Draws images; the classes take turns.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Decides every pixel.</param>
    /// <param name="token">Checked once an image.</param>
    public static LabelledImages Draw(int count, ulong seed, CancellationToken token)
    {
        var pixels = new byte[count * LabelledImages.Size];
        for (var i = 0; i < count; i++)
        {
            token.ThrowIfCancellationRequested();
            Draw(pixels.AsSpan(i * LabelledImages.Size, LabelledImages.Size), Digits[i % 10], new Philox(seed, (ulong)i));
        }

        return new("generated digits", pixels, [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);
    }

    private static void Draw(Span<byte> image, string strokes, Philox random)
    {
        double Between(double low, double high) => low + ((high - low) * random.NextDouble());
        var (turn, shear, size, thick) = (Between(-0.35, 0.35), Between(-0.3, 0.3), Between(6, 9.5), Between(0.7, 1.7));
        var (left, top) = (13.5 + Between(-3, 3), 13.5 + Between(-3, 3));
        (double X, double Y) Place(double x, double y) => (
            left + (size * ((Math.Cos(turn) * (x + (shear * y))) - (Math.Sin(turn) * y))), top + (size * ((Math.Sin(turn) * (x + (shear * y))) + (Math.Cos(turn) * y))));
        var ends = strokes.Select(stroke => Strokes[stroke - 'a']).Select(line =>
        {
            double Jitter(double value) => value + Between(-0.18, 0.18);
            return (From: Place(Jitter(line.X0), Jitter(line.Y0)), To: Place(Jitter(line.X1), Jitter(line.Y1)));
        }).ToArray();
        for (var at = 0; at < image.Length; at++)
        {
            var (x, y) = (at % LabelledImages.Side, at / LabelledImages.Side);
            var distance = ends.Min(line => Distance(x, y, line.From, line.To));
            var ink = Math.Clamp(1.5 + thick - distance, 0, 1) + Between(-0.12, 0.12);
            image[at] = (byte)Math.Round(255 * Math.Clamp(ink, 0, 1));
        }
    }

    private static double Distance(double x, double y, (double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var t = Math.Clamp((((x - from.X) * dx) + ((y - from.Y) * dy)) / Math.Max(1e-9, (dx * dx) + (dy * dy)), 0, 1);
        return Math.Sqrt(Math.Pow(x - from.X - (t * dx), 2) + Math.Pow(y - from.Y - (t * dy), 2));
    }
}
