using Hodl.Components.Tables;

namespace Hodl.Server.Tables;

/// <summary>A result table in GitHub's Markdown: best bold, second best underlined by a tag, published numbers in italics.</summary>
public static class ResultMarkdown
{
    /// <summary>The table's text.</summary>
    public static string Of(ResultTable table)
    {
        var digits = table.Columns.Select((_, at) => ColumnDigits.Of(table, at)).ToList();
        var lines = new List<string>();
        if (table.Name != "")
        {
            lines.AddRange([$"**{Escaped(table.Name)}**", ""]);
        }

        lines.Add(Row(["Method", .. table.Columns.Select(column => (column.Group == "" ? "" : column.Group + ", ") + column.Head)]));
        lines.Add(Row(["---", .. table.Columns.Select(_ => "---:")], escape: false));
        lines.AddRange(table.Lines.Select(line => Row([Escaped(line.Name), .. line.Cells.Select((cell, at) => Text(cell, digits[at]))], escape: false)));
        lines.AddRange(["", Legend(table)]);
        if (table.Note != "")
        {
            lines.AddRange(["", Escaped(table.Note)]);
        }

        return string.Join('\n', lines) + "\n";
    }

    /// <summary>What the marks mean.</summary>
    public static string Legend(ResultTable table) =>
        "Mean ± std over seeds (n of them); best bold, second best underlined" + (table.Lines.Any(line => line.IsReference) ? ", references not ranked." : ".") + (table.HasPublished ? " In italics: as published." : "");

    private static string Text(ResultCell? cell, ColumnDigits digits)
    {
        var parts = new List<string>();
        if (cell is { Count: > 0 })
        {
            var mean = digits.Text(cell.Mean);
            mean = cell.Rank switch { 1 => $"**{mean}**", 2 => $"<ins>{mean}</ins>", _ => mean };
            parts.Add(mean + (cell.Std is { } std ? $" ± {digits.Text(std)}" : "") + $" ({cell.Count})" + (cell.P is { } p ? $" p={p:0.000}" : ""));
        }

        if (cell?.Published is { } value)
        {
            parts.Add($"*{digits.Text(value)}*");
        }

        return parts.Count == 0 ? "–" : string.Join("<br>", parts);
    }

    private static string Row(IEnumerable<string> cells, bool escape = true) => $"| {string.Join(" | ", cells.Select(cell => escape ? Escaped(cell) : cell))} |";

    private static string Escaped(string text)
    {
        var escaped = new System.Text.StringBuilder();
        foreach (var letter in text)
        {
            escaped.Append(letter is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' ? $"\\{letter}" : letter is '\n' or '\r' ? " " : letter.ToString());
        }

        return escaped.ToString();
    }
}
