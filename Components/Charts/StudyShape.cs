using Hodl.Components.Frame;

namespace Hodl.Components.Charts;

/// <summary>Where the marks of a <see cref="StudyChart"/> stand: logarithmic values over a linear or logarithmic axis.</summary>
/// <param name="XTicks">Along the bottom.</param>
/// <param name="YTicks">Along the left.</param>
/// <param name="Lines">Points of each line, as SVG writes them.</param>
public sealed record StudyShape(IReadOnlyList<(double At, string Text)> XTicks, IReadOnlyList<(double At, string Text)> YTicks, IReadOnlyList<string> Lines)
{
    /// <summary>The field's width.</summary>
    public const int Width = 960;

    /// <summary>The field's height.</summary>
    public const int Height = 400;

    /// <summary>Where the values begin.</summary>
    public const int Left = 76;

    private const int Top = 12, Bottom = 30, Right = 16, MostTicks = 8;

    /// <summary>The shape of lines.</summary>
    /// <param name="lines">The lines; where an axis is logarithmic, points that are not positive are left out.</param>
    /// <param name="logX">Whether x is logarithmic.</param>
    /// <param name="logY">Whether y is.</param>
    public static StudyShape Of(IReadOnlyList<StudyLine> lines, bool logX, bool logY)
    {
        var points = lines.Select(line => line.X.Zip(line.Y).Where(point => Fits(point.First, logX) && Fits(point.Second, logY)).ToList()).ToList();
        var all = points.SelectMany(line => line).ToList();
        if (all.Count == 0)
        {
            return new([], [], [.. lines.Select(_ => "")]);
        }

        var x = ChartAxis.Over(all.Select(point => point.First), logX);
        var y = ChartAxis.Over(all.Select(point => point.Second), logY);
        double Across(double value) => Left + ((Width - Right - Left) * x.Share(value));
        double Down(double value) => Height - Bottom - ((Height - Top - Bottom) * y.Share(value));
        return new(
            [.. x.Ticks(MostTicks).Select(tick => (Across(tick), Text(tick, logX)))],
            [.. y.Ticks(MostTicks).Select(tick => (Down(tick), Text(tick, logY)))],
            [.. points.Select(line => string.Join(' ', line.Select(point => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Across(point.First):0.#},{Down(point.Second):0.#}"))))]);
    }

    // Powers of ten as such; other values without digits that say nothing.
    private static string Text(double tick, bool log)
    {
        var power = (int)Math.Round(Math.Log10(Math.Max(tick, double.Epsilon)));
        return log && power is (< 0 or > 3)
            ? "10" + string.Concat(power.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(letter => letter == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter - '0']))
            : Math.Abs(tick) is 0 or >= 0.01 and < 1e5 ? tick.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) : NumberText.Compact(tick);
    }

    private static bool Fits(double value, bool log) => double.IsFinite(value) && (!log || value > 0);
}
