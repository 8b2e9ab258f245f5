using System.Globalization;
using System.Net;
using System.Text;
using Hodl.Components.Frame;

namespace Hodl.Server.Exchange;

/// <summary>Line charts as SVG, drawn here, so that a page which holds them needs no script and no network.</summary>
public static class SvgChart
{
    private const double Width = 560, Height = 300, Left = 62, Right = 12, Top = 12, Bottom = 36;

    /// <summary>The chart as an svg element; its colours of text and grid come from the page's variables.</summary>
    /// <param name="words">What is plotted, read aloud.</param>
    /// <param name="xTitle">Below the horizontal axis.</param>
    /// <param name="log">Powers of ten upwards; values not above 0 are left out, and said to be.</param>
    /// <param name="curves">The curves.</param>
    public static string Of(string words, string xTitle, bool log, IReadOnlyList<SvgCurve> curves)
    {
        bool Drawn(double y) => double.IsFinite(y) && (!log || y > 0);
        double Scale(double y) => log ? Math.Log10(y) : y;
        var ys = curves.SelectMany(curve => curve.Y).Where(Drawn).Select(Scale).ToList();
        var xs = curves.SelectMany(curve => curve.X).ToList();
        if (ys.Count == 0)
        {
            return $"<p class=\"muted\">{WebUtility.HtmlEncode(words)}: no number that can be drawn.</p>";
        }

        var (low, high) = Padded(ys.Min(), ys.Max());
        var (first, last) = (xs.Min(), Math.Max(xs.Max(), xs.Min() + 1e-9));
        double X(double x) => Left + ((x - first) / (last - first) * (Width - Left - Right));
        double Y(double y) => Height - Bottom - ((Scale(y) - low) / (high - low) * (Height - Top - Bottom));
        var svg = new StringBuilder($"<svg viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(words)}\">");
        foreach (var tick in log ? Powers(low, high) : Ticks(low, high))
        {
            var y = Height - Bottom - ((tick - low) / (high - low) * (Height - Top - Bottom));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{N(Left)}\" x2=\"{N(Width - Right)}\" y1=\"{N(y)}\" y2=\"{N(y)}\"/><text x=\"{N(Left - 6)}\" y=\"{N(y + 4)}\" text-anchor=\"end\">{(log ? Power(tick) : NumberText.Compact(tick))}</text>");
        }

        foreach (var tick in Ticks(first, last))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(X(tick))}\" y=\"{N(Height - Bottom + 16)}\" text-anchor=\"middle\">{NumberText.Compact(tick).TrimEnd('0').TrimEnd('.') switch { "" => "0", var text => tick == Math.Floor(tick) && tick < 1e6 ? NumberText.Whole((long)tick) : text }}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{N((Left + Width - Right) / 2)}\" y=\"{N(Height - 4)}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(xTitle)}</text>");
        foreach (var curve in curves)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{Path(curve)}\" style=\"stroke:{curve.Color}\"><title>{WebUtility.HtmlEncode(curve.Name)}</title></path>");
        }

        return svg.Append("</svg>").ToString();

        string Path(SvgCurve curve)
        {
            var path = new StringBuilder();
            var pen = false;
            for (var i = 0; i < curve.X.Count; i++)
            {
                if (!Drawn(curve.Y[i]))
                {
                    pen = false;
                    continue;
                }

                path.Append(pen ? 'L' : 'M').Append(N(X(curve.X[i]))).Append(' ').Append(N(Y(curve.Y[i])));
                pen = true;
            }

            return path.ToString();
        }
    }

    private static (double Low, double High) Padded(double low, double high)
    {
        var room = high > low ? (high - low) * 0.05 : Math.Max(Math.Abs(high) * 0.05, 1e-12);
        return (low - room, high + room);
    }

    private static IEnumerable<double> Ticks(double low, double high)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
        for (var tick = Math.Ceiling(low / step) * step; tick <= high; tick += step)
        {
            yield return Math.Abs(tick) < step * 1e-9 ? 0 : tick;
        }
    }

    // Whole powers of ten where there are two or more, else ticks between them.
    private static IEnumerable<double> Powers(double low, double high)
    {
        var (first, last) = (Math.Ceiling(low), Math.Floor(high));
        if (last - first < 1)
        {
            return Ticks(low, high);
        }

        var step = Math.Ceiling((last - first) / 6);
        return Enumerable.Range(0, (int)((last - first) / step) + 1).Select(i => first + (i * step));
    }

    private static string Power(double exponent) =>
        exponent == Math.Floor(exponent) ? $"10<tspan dy=\"-5\" font-size=\"9\">{exponent.ToString("0", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal)}</tspan>" : NumberText.Compact(Math.Pow(10, exponent));

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
