using Hodl.Core.Random;

namespace Hodl.Core.Imaging;

/// <summary>
/// Synthetic rain as the published sets of one direction have it: bright thin streaks, nearly parallel, added to all
/// channels alike and clipped: y = min(1, x + s), s(p) = max over the streaks of a·exp(−½(d/w)²)·(1 − t⁴), where d is the
/// distance from the streak's axis and t ∈ [−1, 1] the place along it.
/// </summary>
/// <param name="Density">Streaks per 10 000 pixels.</param>
/// <param name="Length">Mean length in pixels; each streak has 0.6 to 1.4 of it.</param>
/// <param name="Width">w in pixels; each streak has 0.7 to 1.3 of it.</param>
/// <param name="Angle">Of the fall from the vertical, in degrees; the whole picture's own is within ± <paramref name="AngleRange"/> of it.</param>
/// <param name="AngleRange">In degrees.</param>
/// <param name="Strength">Mean a on the range [0, 1]; each streak has 0.5 to 1.5 of it.</param>
public sealed record RainStreaks(double Density = 30, double Length = 24, double Width = 0.7, double Angle = 0, double AngleRange = 25, double Strength = 0.22)
{
    private const double Scatter = 3;  // degrees between streaks of one picture

    /// <summary>The rainy image.</summary>
    /// <param name="image">x; stays as it is.</param>
    /// <param name="random">Two draws, then fourteen a streak.</param>
    public Image Apply(Image image, Philox random)
    {
        var layer = Layer(image.Height, image.Width, random);
        var pixels = new float[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Math.Min(1, image.Pixels[i] + layer[i / image.Channels]);
        }

        return new Image(image.Height, image.Width, image.Channels, pixels);
    }

    /// <summary>s, row by row.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="random">Two draws, then fourteen a streak.</param>
    public float[] Layer(int height, int width, Philox random)
    {
        var layer = new float[height * width];
        var fall = Angle + Within(random, AngleRange);
        var margin = 0.7 * Length;
        var count = (int)Math.Round(Density * (height + (2 * margin)) * (width + (2 * margin)) / 10_000);
        for (var i = 0; i < count; i++)
        {
            var y = -margin + (random.NextDouble() * (height + (2 * margin)));
            var x = -margin + (random.NextDouble() * (width + (2 * margin)));
            var half = Length * (0.5 + Within(random, 0.2));
            var thick = Width * (1 + Within(random, 0.3));
            var bright = Strength * (1 + Within(random, 0.5));
            var turn = (fall + Within(random, Scatter) + Within(random, Scatter)) * Math.PI / 180;
            Draw(layer, height, width, (y, x), half, thick, bright, Math.SinCos(turn));
        }

        return layer;
    }

    private static double Within(Philox random, double range) => ((2 * random.NextDouble()) - 1) * range;

    private static void Draw(float[] layer, int height, int width, (double Y, double X) centre, double half, double thick, double bright, (double Sin, double Cos) direction)
    {
        var (down, right) = (half * Math.Abs(direction.Cos) + (3 * thick), half * Math.Abs(direction.Sin) + (3 * thick));
        for (var row = Math.Max(0, (int)(centre.Y - down)); row <= Math.Min(height - 1, (int)(centre.Y + down + 1)); row++)
        {
            for (var column = Math.Max(0, (int)(centre.X - right)); column <= Math.Min(width - 1, (int)(centre.X + right + 1)); column++)
            {
                var (dy, dx) = (row - centre.Y, column - centre.X);
                var along = ((direction.Cos * dy) + (direction.Sin * dx)) / half;
                var across = ((direction.Cos * dx) - (direction.Sin * dy)) / thick;
                if (Math.Abs(along) < 1)
                {
                    var value = bright * Math.Exp(-0.5 * across * across) * (1 - Math.Pow(along, 4));
                    ref var pixel = ref layer[(row * width) + column];
                    pixel = Math.Max(pixel, (float)value);
                }
            }
        }
    }
}
