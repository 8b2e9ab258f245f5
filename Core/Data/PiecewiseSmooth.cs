using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hodl.Core.Imaging;
using Hodl.Core.Random;

namespace Hodl.Core.Data;

/// <summary>
/// Gray pictures for machines without image files: shaded shapes that cover one another (ellipses, polygons, wavy blobs,
/// thin bars), some with a regular texture, over a shaded background. A number only depends on seed, index and size.
/// </summary>
public static class PiecewiseSmooth
{
    private const int Shapes = 14;
    private const int Supersampling = 4;

    /// <summary>Pictures with their fingerprint (SHA-256 over the little-endian float32 values).</summary>
    /// <param name="count">How many.</param>
    /// <param name="size">Rows and columns, at least 16.</param>
    /// <param name="seed">Different seeds give different pictures.</param>
    /// <param name="token">Stops between two pictures.</param>
    public static ImageSet Generate(int count, int size, ulong seed, CancellationToken token = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 16);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var images = new List<NamedImage>();
        for (var index = 0; index < count; index++)
        {
            token.ThrowIfCancellationRequested();
            var image = Draw(size, new Philox(seed, (ulong)index));
            hash.AppendData(MemoryMarshal.AsBytes<float>(image.Pixels));
            images.Add(new NamedImage($"generated-{index + 1:D2}", image));
        }

        return new ImageSet($"generated piecewise-smooth {size}x{size} seed {seed}", Convert.ToHexStringLower(hash.GetHashAndReset()), images);
    }

    private static Image Draw(int size, Philox random)
    {
        var background = Shade.Draw(random, textured: false);
        var shapes = Enumerable.Range(0, Shapes).Select(i => Shape.Draw(random, largest: 0.42 * Math.Pow(0.86, i))).ToArray();
        var pixels = new float[size * size];
        for (var at = 0; at < pixels.Length; at++)
        {
            var sum = 0.0;
            for (var sub = 0; sub < Supersampling * Supersampling; sub++)
            {
                var y = ((at / size) + (((sub / Supersampling) + 0.5) / Supersampling)) / size;
                var x = ((at % size) + (((sub % Supersampling) + 0.5) / Supersampling)) / size;
                var shade = background;
                for (var top = Shapes - 1; top >= 0; top--)
                {
                    if (shapes[top].Covers(x, y))
                    {
                        shade = shapes[top].Shade;
                        break;
                    }
                }

                sum += shade.At(x, y);
            }

            pixels[at] = (float)(sum / (Supersampling * Supersampling));
        }

        return new Image(size, size, 1, pixels);
    }

    /// <summary>Brightness: a plane, a soft highlight, and for some a grating or a chequered pattern.</summary>
    private sealed record Shade(double Level, double SlopeX, double SlopeY, double GlowX, double GlowY, double Glow, double Texture, double Frequency, double Angle, bool Chequered)
    {
        public static Shade Draw(Philox random, bool textured) => new(
            0.12 + (0.76 * random.NextDouble()), 0.5 * (random.NextDouble() - 0.5), 0.5 * (random.NextDouble() - 0.5),
            random.NextDouble(), random.NextDouble(), 0.3 * (random.NextDouble() - 0.4),
            textured ? 0.08 + (0.14 * random.NextDouble()) : 0, 12 + (30 * random.NextDouble()), Math.PI * random.NextDouble(), random.NextDouble() < 0.3);

        public double At(double x, double y)
        {
            var (dx, dy) = (x - GlowX, y - GlowY);
            var value = Level + (SlopeX * (x - 0.5)) + (SlopeY * (y - 0.5)) + (Glow * Math.Exp(-8 * ((dx * dx) + (dy * dy))));
            if (Texture > 0)
            {
                var (sin, cos) = Math.SinCos(Angle);
                var along = Math.Sin(2 * Math.PI * Frequency * ((cos * x) + (sin * y)));
                var across = Math.Sin(2 * Math.PI * Frequency * ((cos * y) - (sin * x)));
                value += Texture * (Chequered ? Math.Sign(along * across) : along);
            }

            return Math.Clamp(value, 0, 1);
        }
    }

    /// <summary>A place, a turn, and a border r(φ) of one of four kinds around the centre.</summary>
    private sealed record Shape(int Kind, double X, double Y, double RadiusX, double RadiusY, double Turn, int Corners, double Wave, Shade Shade)
    {
        public static Shape Draw(Philox random, double largest)
        {
            var kind = random.Next(4);
            var radius = largest * (0.45 + (0.55 * random.NextDouble()));
            var (x, y, turn) = (random.NextDouble(), random.NextDouble(), 2 * Math.PI * random.NextDouble());
            var narrow = kind == 3 ? 0.03 + (0.05 * random.NextDouble()) : 0.45 + (0.55 * random.NextDouble());
            return new Shape(kind, x, y, kind == 3 ? 1.8 * radius : radius, radius * narrow, turn, 3 + random.Next(4), 0.1 + (0.25 * random.NextDouble()), Shade.Draw(random, textured: random.NextDouble() < 0.22));
        }

        public bool Covers(double x, double y)
        {
            var (sin, cos) = Math.SinCos(Turn);
            var u = ((cos * (x - X)) + (sin * (y - Y))) / RadiusX;
            var v = ((cos * (y - Y)) - (sin * (x - X))) / RadiusY;
            if (Kind == 3)
            {
                return Math.Abs(u) < 1 && Math.Abs(v) < 1;
            }

            var angle = Math.Atan2(v, u);
            var border = Kind switch
            {
                0 => 1,
                1 => Math.Cos(Math.PI / Corners) / Math.Cos(Math.IEEERemainder(angle, 2 * Math.PI / Corners)),
                _ => 1 + (Wave * Math.Sin(Corners * angle)),
            };
            return (u * u) + (v * v) < border * border;
        }
    }
}
