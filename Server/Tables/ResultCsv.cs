using System.Globalization;
using Hodl.Components.Tables;

namespace Hodl.Server.Tables;

/// <summary>A result table as CSV: exact numbers, invariant culture, one line a row, for each column its mean, spread and count.</summary>
public static class ResultCsv
{
    /// <summary>The table's text.</summary>
    public static string Of(ResultTable table)
    {
        var published = table.HasPublished;
        var tested = table.Lines.Any(line => line.Cells.Any(cell => cell?.P is not null));
        var lines = new List<IEnumerable<string>>
        {
            (string[])["method", "runs", .. table.Columns.SelectMany(column => (string[])[column.Key, column.Key + "_std", column.Key + "_n", .. Optional(tested, column.Key + "_p"), .. Optional(published, column.Key + "_published", column.Key + "_published_std")]), "seconds"],
        };
        lines.AddRange(table.Lines.Select(line => (string[])
        [
            line.Name, Number(line.Runs.Count),
            .. line.Cells.SelectMany(cell => (string[])
            [
                cell is { Count: > 0 } ? Number(cell.Mean) : "", cell?.Std is { } std ? Number(std) : "", cell is { Count: > 0 } ? Number(cell.Count) : "",
                .. Optional(tested, cell?.P is { } p ? Number(p) : ""),
                .. Optional(published, cell?.Published is { } value ? Number(value.Mean) : "", cell?.Published?.Std is { } deviation ? Number(deviation) : ""),
            ]),
            line.Runs.Count == 0 ? "" : Number(line.Runs.Average(run => run.Seconds)),
        ]));
        return string.Join('\n', lines.Select(line => string.Join(',', line.Select(Quoted)))) + "\n";
    }

    /// <summary>A field of CSV, quoted where it must be.</summary>
    public static string Quoted(string text) => text.IndexOfAny([',', '"', '\n', '\r']) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string[] Optional(bool wanted, params string[] fields) => wanted ? fields : [];

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
