using System.Globalization;
using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Pictures of γ and φ.</summary>
internal static class FilterPictures
{
    private const int TileSide = 56;
    private const int Gap = 10;
    private const int Head = 16;
    private const int PlotSide = 320;

    private static readonly (float R, float G, float B) Ink = (0.15f, 0.15f, 0.15f);
    private static readonly (float R, float G, float B) Own = (0f, 0.447f, 0.698f);
    private static readonly (float R, float G, float B) Faint = (0.75f, 0.75f, 0.75f);

    /// <summary>
    /// The filters by effective strength e^{βk}‖c_k‖₂, the strongest at the top left, each with that value above it and its
    /// taps from black (most negative) over gray (0) to white, scaled by its largest (Fig. D.2).
    /// </summary>
    public static RunImage Bank(FilterParameters parameters, long step)
    {
        using var scope = NewDisposeScope();
        var filters = parameters.Filters.detach().to(float32).cpu();
        var (count, height, width) = ((int)filters.shape[0], (int)filters.shape[2], (int)filters.shape[3]);
        var taps = filters.contiguous().ToArray<float>();
        var strengths = parameters.EffectiveStrengths();
        var order = Enumerable.Range(0, count).OrderByDescending(k => strengths[k]).ToArray();
        var columns = Math.Min(count, 8);
        var cell = Math.Max(1, TileSide / Math.Max(height, width));
        var (high, wide) = ((cell * height) + Head + Gap, Math.Max(cell * width, TileSide) + Gap);
        var canvas = new Canvas((high * ((count + columns - 1) / columns)) + Gap, (wide * columns) + Gap);
        for (var at = 0; at < count; at++)
        {
            var (top, left) = ((at / columns * high) + Gap, (at % columns * wide) + Gap);
            PixelDigits.Draw(canvas, top, left, Short(strengths[order[at]]), 2, Ink);
            var own = taps.AsSpan(order[at] * height * width, height * width);
            var largest = 1e-30f;
            foreach (var tap in own)
            {
                largest = Math.Max(largest, Math.Abs(tap));
            }

            for (var i = 0; i < own.Length; i++)
            {
                var level = 0.5f + (0.5f * own[i] / largest);
                canvas.Fill(top + Head + (i / width * cell), left + (i % width * cell), cell, cell, (level, level, level));
            }
        }

        return canvas.ToImage("filters by effective strength", step, new Dictionary<string, double> { ["strongest"] = strengths[order[0]], ["weakest"] = strengths[order[^1]] }) with { Role = "filters" };
    }

    /// <summary>φ of the run (blue) beside |z| (gray) for |z| ≤ 10ε, both scaled to 1 at the right border and freed of φ(0).</summary>
    public static RunImage Curve(Penalty penalty)
    {
        using var scope = NewDisposeScope();
        var reach = penalty.Kind == PenaltyKind.Quadratic ? 1 : 10 * penalty.Epsilon;
        var z = linspace(-reach, reach, PlotSide, dtype: float64);
        var phi = penalty.Value(z) - penalty.Value(zeros(1, float64));
        var values = (phi / phi[PlotSide - 1]).ToArray<double>();
        var canvas = new Canvas(PlotSide, PlotSide);
        canvas.Fill(PlotSide - 11, 0, 1, PlotSide, Faint);
        canvas.Fill(0, PlotSide / 2, PlotSide, 1, Faint);
        Line(Enumerable.Range(0, PlotSide).Select(i => Math.Abs((2.0 * i / (PlotSide - 1)) - 1)).ToArray(), (0.55f, 0.55f, 0.55f));
        Line(values, Own);
        return canvas.ToImage("penalty", 0, new Dictionary<string, double> { ["epsilon"] = penalty.Epsilon }) with { Role = "curve" };

        // Vertical strokes from one height to the next leave no gaps.
        void Line(double[] heights, (float R, float G, float B) color)
        {
            int Row(double height) => PlotSide - 12 - (int)Math.Round(height * (PlotSide - 24));
            for (var i = 0; i < PlotSide; i++)
            {
                var (here, next) = (Row(heights[i]), Row(heights[Math.Min(i + 1, PlotSide - 1)]));
                canvas.Fill(Math.Min(here, next), i, Math.Abs(here - next) + 2, 1, color);
            }
        }
    }

    private static string Short(double value) => value is >= 0.01 and < 100
        ? value.ToString(value < 1 ? "0.00" : "0.0", CultureInfo.InvariantCulture)
        : value.ToString("0e0", CultureInfo.InvariantCulture);
}
