using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>
/// Samples in the plane [−3, 3]²: darker where they are denser (each sample spread over a few pixels), with a ring of radius 3σ
/// around each centre, or a dot where centres lie close together.
/// </summary>
internal static class GanPicture
{
    private const int Side = 420;
    private const double Reach = 3;
    private const int Spread = 3;
    private const int MostRings = 60;
    private static readonly (float R, float G, float B) Centre = (0.835f, 0.369f, 0f);
    private static readonly (float R, float G, float B) Dense = (0f, 0.2f, 0.45f);

    /// <summary>Draws them.</summary>
    public static RunImage Of(Mixture mixture, IReadOnlyList<(double X, double Y)> samples, string name, string role, long step, IReadOnlyDictionary<string, double> metrics)
    {
        var density = new float[Side * Side];
        foreach (var (x, y) in samples)
        {
            var (column, row) = (Pixel(x), Pixel(-y));
            for (var dy = -Spread; dy <= Spread; dy++)
            {
                for (var dx = -Spread; dx <= Spread; dx++)
                {
                    if (row + dy is >= 0 and < Side && column + dx is >= 0 and < Side)
                    {
                        density[((row + dy) * Side) + column + dx] += (float)Math.Exp(-((dx * dx) + (dy * dy)) / 3.0);
                    }
                }
            }
        }

        var canvas = new Canvas(Side, Side);
        var unit = 4f * samples.Count / 2500f;
        for (var at = 0; at < density.Length; at++)
        {
            var shade = 1 - MathF.Exp(-density[at] / unit);
            if (shade > 0.002f)
            {
                canvas.Fill(at / Side, at % Side, 1, 1, (1 - (shade * (1 - Dense.R)), 1 - (shade * (1 - Dense.G)), 1 - (shade * (1 - Dense.B))));
            }
        }

        foreach (var (x, y) in mixture.Anchors)
        {
            Ring(canvas, x, y, mixture.Anchors.Count <= MostRings ? 3 * mixture.Sigma : 0);
        }

        return canvas.ToImage(name, step, metrics) with { Role = role };
    }

    private static int Pixel(double value) => double.IsFinite(value) ? (int)Math.Floor(Math.Clamp((value + Reach) / (2 * Reach), -1, 2) * Side) : -Side;

    private static void Ring(Canvas canvas, double x, double y, double radius)
    {
        var points = radius == 0 ? 1 : 4 * (int)(radius * Side);
        for (var i = 0; i < points; i++)
        {
            var angle = 2 * Math.PI * i / points;
            var (row, column) = (Pixel(-(y + (radius * Math.Sin(angle)))), Pixel(x + (radius * Math.Cos(angle))));
            if (row is >= 0 and < Side && column is >= 0 and < Side)
            {
                canvas.Fill(row, column, 1, 1, Centre);
            }
        }
    }
}
