using System.Globalization;
using Hodl.Components.Runs;
using Hodl.Components.Tables;

namespace Hodl.Server.Pages;

/// <summary>A result table as CSV: exact numbers, invariant culture.</summary>
public static class ResultCsv
{
    /// <summary>The table's text.</summary>
    public static string Of(ResultTable table)
    {
        var lines = new List<IEnumerable<string>> { (string[])["method", "seeds", .. table.Metrics.SelectMany(info => new[] { info.Name, info.Name + "_std" }), "seconds"] };
        lines.AddRange(table.Lines.Select(line => (string[])
        [
            RunGroup.Name(line.Runs[0]), Number(line.Runs.Count),
            .. line.Cells.SelectMany(cell => new[] { cell is null ? "" : Number(cell.Mean), cell?.Std is { } std ? Number(std) : "" }),
            Number(line.Runs.Average(run => run.Seconds)),
        ]));
        return string.Join('\n', lines.Select(line => string.Join(',', line.Select(Quoted)))) + "\n";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.IndexOfAny([',', '"', '\n']) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
