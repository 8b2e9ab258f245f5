using Hodl.Core.Random;

namespace Hodl.Core.Data;

/// <summary>
/// Invented characters: each is two to four random arcs, drawn twenty times by an unsteady hand (turned, sheared, scaled, shifted,
/// its points moved). A stand-in for Omniglot where its files are absent. Every image depends on (seed, class, item) alone.
/// </summary>
public static class DrawnGlyphs
{
    /// <summary>Drawings of a character.</summary>
    public const int ItemsPerClass = 20;

    private const int Side = OmniglotFiles.Side;
    private const int Segments = 6;

    /// <summary>Draws characters.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Decides every pixel.</param>
    /// <param name="token">Checked once a character.</param>
    public static ImageClasses Draw(int count, ulong seed, CancellationToken token)
    {
        var items = new byte[count][][];
        for (var index = 0; index < count; index++)
        {
            token.ThrowIfCancellationRequested();
            var shape = new Philox(seed, (ulong)index << 8);
            var arcs = new (double X, double Y)[2 + shape.Next(3)][];
            for (var arc = 0; arc < arcs.Length; arc++)
            {
                arcs[arc] = [Point(shape), Point(shape), Point(shape)];
            }

            items[index] = [.. Enumerable.Range(1, ItemsPerClass).Select(item => Drawing(arcs, new Philox(seed, ((ulong)index << 8) + (ulong)item)))];
        }

        return new("generated glyphs", Side, 1, [.. Enumerable.Range(1, count).Select(index => $"glyph {index}")], items);
    }

    private static (double X, double Y) Point(Philox random) => ((2 * random.NextDouble()) - 1, (2 * random.NextDouble()) - 1);

    private static byte[] Drawing((double X, double Y)[][] arcs, Philox random)
    {
        double Between(double low, double high) => low + ((high - low) * random.NextDouble());
        var (turn, shear, size, left, top) = (Between(-0.2, 0.2), Between(-0.2, 0.2), Between(8, 10.5), 13.5 + Between(-1.5, 1.5), 13.5 + Between(-1.5, 1.5));
        (double X, double Y) Place((double X, double Y) p)
        {
            var (x, y) = (p.X + Between(-0.09, 0.09), p.Y + Between(-0.09, 0.09));
            return (left + (size * ((Math.Cos(turn) * (x + (shear * y))) - (Math.Sin(turn) * y))), top + (size * ((Math.Sin(turn) * (x + (shear * y))) + (Math.Cos(turn) * y))));
        }

        var image = new byte[Side * Side];
        foreach (var arc in arcs)
        {
            var (a, b, c) = (Place(arc[0]), Place(arc[1]), Place(arc[2]));
            (double X, double Y) Bend(double t) => (
                ((1 - t) * (1 - t) * a.X) + (2 * t * (1 - t) * b.X) + (t * t * c.X), ((1 - t) * (1 - t) * a.Y) + (2 * t * (1 - t) * b.Y) + (t * t * c.Y));
            for (var segment = 0; segment < Segments; segment++)
            {
                Ink(image, Bend(segment / (double)Segments), Bend((segment + 1) / (double)Segments));
            }
        }

        return image;
    }

    private static void Ink(byte[] image, (double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        for (var y = (int)Math.Max(0, Math.Min(from.Y, to.Y) - 2); y < Math.Min(Side, Math.Max(from.Y, to.Y) + 3); y++)
        {
            for (var x = (int)Math.Max(0, Math.Min(from.X, to.X) - 2); x < Math.Min(Side, Math.Max(from.X, to.X) + 3); x++)
            {
                var t = Math.Clamp((((x - from.X) * dx) + ((y - from.Y) * dy)) / Math.Max(1e-9, (dx * dx) + (dy * dy)), 0, 1);
                var distance = Math.Sqrt(Math.Pow(x - from.X - (t * dx), 2) + Math.Pow(y - from.Y - (t * dy), 2));
                image[(y * Side) + x] = Math.Max(image[(y * Side) + x], (byte)(255 * Math.Clamp(1.6 - distance, 0, 1)));
            }
        }
    }
}
