using System.Globalization;
using System.Text;

namespace Hodl.Components.Runs;

/// <summary>An SVG path through values on a 96 × 24 field; logarithmic where they span more than two decades.</summary>
/// <param name="Path">The path; empty when no value is finite.</param>
public readonly record struct SparklineShape(string Path)
{
    private const double Width = 96, Height = 24, Margin = 2;

    /// <summary>The shape of the values.</summary>
    public static SparklineShape Of(IReadOnlyList<double> values)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
        {
            return new("");
        }

        var logarithmic = finite.Min() > 0 && finite.Max() / finite.Min() > 100;
        double Scale(double value) => logarithmic ? Math.Log10(value) : value;
        var (low, high) = (Scale(finite.Min()), Scale(finite.Max()));
        var path = new StringBuilder();
        var pen = false;
        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                pen = false;
                continue;
            }

            var x = Margin + (Width - (2 * Margin)) * i / Math.Max(1, values.Count - 1);
            var y = high > low ? Height - Margin - ((Height - (2 * Margin)) * (Scale(values[i]) - low) / (high - low)) : Height / 2;
            path.Append(pen ? 'L' : 'M').Append(x.ToString("0.#", CultureInfo.InvariantCulture)).Append(' ').Append(y.ToString("0.#", CultureInfo.InvariantCulture));
            pen = true;
        }

        return new(path.ToString());
    }
}
