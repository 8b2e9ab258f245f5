using Hodl.Components.Tables;

namespace Hodl.Server.Cli;

/// <summary>Tables for a terminal: aligned, best marked by **, second best by *.</summary>
internal static class PlainTable
{
    /// <summary>A result table.</summary>
    public static string Of(ResultTable table)
    {
        var digits = table.Columns.Select((_, at) => ColumnDigits.Of(table, at)).ToList();
        var published = table.HasPublished;
        var rows = table.Lines.Select(line => (IReadOnlyList<string>)[line.Name, .. line.Cells.Select((cell, at) => Text(cell, digits[at]))]).ToList();
        var text = Of(["Method", .. table.Columns.Select(column => (column.Group == "" ? "" : column.Group + " ") + column.Head)], rows);
        return (table.Name == "" ? "" : table.Name + "\n") + text + "** best, * second best; mean ± std over seeds (n)" + (published ? "; [ ] as published" : "") + (table.Note == "" ? "" : "\n" + table.Note) + "\n";
    }

    /// <summary>Rows of text; all but the first column to the right.</summary>
    public static string Of(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = heads.Select((head, at) => Math.Max(head.Length, rows.Select(row => row[at].Length).DefaultIfEmpty(0).Max())).ToList();
        string Line(IReadOnlyList<string> cells) => string.Join("  ", cells.Select((cell, at) => at == 0 ? cell.PadRight(widths[at]) : cell.PadLeft(widths[at]))).TrimEnd() + "\n";
        return Line(heads) + new string('─', widths.Sum() + (2 * (widths.Count - 1))) + "\n" + string.Concat(rows.Select(Line));
    }

    private static string Text(ResultCell? cell, ColumnDigits digits)
    {
        var own = cell is { Count: > 0 } ? $"{cell.Rank switch { 1 => "**", 2 => "*", _ => "" }}{digits.Text(cell.Mean)}{(cell.Std is { } std ? $" ± {digits.Text(std)}" : "")} ({cell.Count}){(cell.P is { } p ? $" p={p:0.000}" : "")}"
            : cell?.State switch { CellState.Running => "running", CellState.Missing => "not yet", _ => "–" };
        return cell?.Published is { } value ? $"{own} [{digits.Text(value)}]" : own;
    }
}
