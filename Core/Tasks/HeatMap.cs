using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>A square grid of numbers as gray cells.</summary>
internal static class HeatMap
{
    private const int Width = 315;

    /// <summary>Rows of the grid from the top; black is the least number (or <paramref name="low"/>), white the largest; the least is framed in orange.</summary>
    public static RunImage Draw(string name, double[] values, int side, double? low = null, double? high = null)
    {
        var cell = Math.Max(1, Width / side);
        var (least, most) = (low ?? values.Min(), high ?? values.Max());
        var canvas = new Canvas(side * cell, side * cell);
        var best = Array.IndexOf(values, values.Min());
        for (var at = 0; at < values.Length; at++)
        {
            var level = (float)(most > least ? (values[at] - least) / (most - least) : 0);
            var (top, left) = (at / side * cell, at % side * cell);
            if (at == best && low is null)
            {
                canvas.Fill(top, left, cell, cell, (0.835f, 0.369f, 0f));
                canvas.Fill(top + 2, left + 2, Math.Max(0, cell - 4), Math.Max(0, cell - 4), (level, level, level));
            }
            else
            {
                canvas.Fill(top, left, cell, cell, (level, level, level));
            }
        }

        return canvas.ToImage(name, 0, new Dictionary<string, double> { ["least"] = values.Min(), ["largest"] = values.Max() }) with { Role = "map" };
    }
}
