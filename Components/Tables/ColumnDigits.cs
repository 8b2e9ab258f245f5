using System.Globalization;
using Hodl.Components.Frame;

namespace Hodl.Components.Tables;

/// <summary>How many digits a column shows, the same in every cell so that it aligns.</summary>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="Scientific">Powers of ten, for columns over many orders of magnitude.</param>
public readonly record struct ColumnDigits(int Decimals, bool Scientific)
{
    /// <summary>Digits behind the point of published numbers, as many as the paper prints.</summary>
    public int Printed { get; init; } = 2;

    /// <summary>About four significant digits of the largest number; counts have none behind the point, their means one.</summary>
    public static ColumnDigits Of(ResultTable table, int column)
    {
        var cells = table.Lines.Select(line => line.Cells[column]).OfType<ResultCell>().ToList();
        var published = cells.Select(cell => cell.Published).OfType<PublishedValue>().ToList();
        var printed = published.SelectMany(value => new[] { value.Mean, value.Std ?? 0 }).Select(Behind).DefaultIfEmpty(2).Max();
        var sizes = cells.Where(cell => cell.Count > 0).Select(cell => Math.Abs(cell.Mean)).Concat(published.Select(value => Math.Abs(value.Mean)))
            .Where(size => double.IsFinite(size) && size > 0).ToList();
        if (sizes.Count == 0)
        {
            return new(3, false) { Printed = printed };
        }

        var (least, most) = (sizes.Min(), sizes.Max());
        if (table.Columns[column].Info.IsCount && most < 1e6)
        {
            return new(cells.Exists(cell => cell.Count > 1) ? 1 : 0, false) { Printed = printed };
        }

        return (most >= 1e6 || most < 1e-2 || (least < 1e-3 && most / least > 1e3) ? new(2, true) : new ColumnDigits(most >= 1000 ? 0 : most >= 100 ? 1 : most >= 10 ? 2 : most >= 1 ? 3 : 4, false)) with { Printed = printed };
    }

    /// <summary>As pages show it: true minus signs, NaN and ±∞ by name.</summary>
    public string Text(double value) => Scientific ? NumberText.Compact(value) : NumberText.Fixed(value, Decimals);

    /// <summary>A published number.</summary>
    public string Text(PublishedValue value) => NumberText.Fixed(value.Mean, Printed) + (value.Std is { } std ? $" ± {NumberText.Fixed(std, Printed)}" : "");

    /// <summary>In plain ASCII, for files: 1.23e-5, NaN, inf.</summary>
    public string Plain(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "inf" : "-inf"
            : value.ToString(Scientific ? "0.00e-0" : "F" + Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static int Behind(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && text.IndexOf('.', StringComparison.Ordinal) is > 0 and var point ? text.Length - point - 1 : 0;
}
