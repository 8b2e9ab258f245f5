using Hodl.Components.Tables;

namespace Hodl.Server.Tables;

/// <summary>
/// A result table for a paper: booktabs, best bold, second best underlined, published numbers in a second line of their
/// row. With siunitx its \num prints every number.
/// </summary>
public static class ResultLatex
{
    /// <summary>The table environment; the packages that it needs stand in its first line as a comment.</summary>
    public static string Of(ResultTable table, bool siunitx)
    {
        var digits = table.Columns.Select((_, at) => ColumnDigits.Of(table, at)).ToList();
        var lines = new List<string>
        {
            $"% needs \\usepackage[T1]{{fontenc}}, \\usepackage{{booktabs}}{(siunitx ? ", \\usepackage{siunitx}" : "")} and \\usepackage{{amsmath,amssymb}}",
            "\\begin{table}",
            "  \\centering",
            $"  \\caption{{{LatexText.Of(table.Name == "" ? "Results" : table.Name)}. {LatexText.Of(ResultMarkdown.Legend(table))}}}",
        };
        if (siunitx)
        {
            lines.Add("  \\sisetup{separate-uncertainty, detect-weight, mode=text}");
        }

        lines.Add($"  \\begin{{tabular}}{{l{new string('r', table.Columns.Count)}}}");
        lines.Add("    \\toprule");
        lines.AddRange(Heads(table));
        lines.Add("    \\midrule");
        foreach (var line in table.Lines)
        {
            lines.Add($"    {LatexText.Of(line.Name)} & {string.Join(" & ", line.Cells.Select((cell, at) => Text(cell, digits[at], siunitx)))} \\\\");
            if (line.Cells.Any(cell => cell is { Count: > 0, Published: not null }))
            {
                lines.Add($"    \\quad\\emph{{published}} & {string.Join(" & ", line.Cells.Select((cell, at) => cell is { Count: > 0, Published: { } value } ? $"\\emph{{{Number(value.Mean, value.Std, new(digits[at].Printed, false), siunitx)}}}" : ""))} \\\\");
            }
        }

        lines.AddRange(["    \\bottomrule", "  \\end{tabular}", "\\end{table}"]);
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>A whole document around the table, which a TeX program takes as it is.</summary>
    public static string Document(ResultTable table, bool siunitx) => string.Join('\n',
    [
        "\\documentclass{article}", "\\usepackage[landscape,margin=1cm]{geometry}", "\\usepackage[T1]{fontenc}", "\\usepackage{booktabs}",
            "\\usepackage{amsmath,amssymb}", .. siunitx ? ["\\usepackage{siunitx}"] : Array.Empty<string>(),
        "\\begin{document}", "\\small", Of(table, siunitx) + "\\end{document}", "",
    ]);

    private static IEnumerable<string> Heads(ResultTable table)
    {
        if (table.Columns.Any(column => column.Group != ""))
        {
            var cells = new List<string>();
            var rules = new List<string>();
            for (var at = 0; at < table.Columns.Count;)
            {
                var group = table.Columns[at].Group;
                var count = table.Columns.Skip(at).TakeWhile(column => column.Group == group).Count();
                cells.Add($"\\multicolumn{{{count}}}{{c}}{{{LatexText.Of(group)}}}");
                rules.Add($"\\cmidrule(lr){{{at + 2}-{at + count + 1}}}");
                at += count;
            }

            yield return $"    & {string.Join(" & ", cells)} \\\\";
            yield return $"    {string.Join(' ', rules)}";
        }

        yield return $"    Method & {string.Join(" & ", table.Columns.Select(column => LatexText.Of(column.Head)))} \\\\";
    }

    // A number of ours, or a published one that stands alone.
    private static string Text(ResultCell? cell, ColumnDigits digits, bool siunitx)
    {
        if (cell is { Count: > 0 })
        {
            var number = Number(cell.Mean, cell.Std, digits, siunitx);
            return cell.Rank switch { 1 => $"\\textbf{{{number}}}", 2 => $"\\underline{{{number}}}", _ => number };
        }

        return cell?.Published is { } value ? $"\\emph{{{Number(value.Mean, value.Std, new(digits.Printed, false), siunitx)}}}" : "--";
    }

    private static string Number(double mean, double? std, ColumnDigits digits, bool siunitx)
    {
        var finite = double.IsFinite(mean) && (std is null || double.IsFinite(std.Value));
        if (siunitx && finite)
        {
            return std is { } spread && !digits.Scientific ? $"\\num{{{digits.Plain(mean)} +- {digits.Plain(spread)}}}" : std is { } other ? $"\\num{{{digits.Plain(mean)}}} $\\pm$ \\num{{{digits.Plain(other)}}}" : $"\\num{{{digits.Plain(mean)}}}";
        }

        return Plain(mean, digits) + (std is { } deviation ? $" $\\pm$ {Plain(deviation, digits)}" : "");
    }

    private static string Plain(double value, ColumnDigits digits)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "$\\infty$" : "$-\\infty$";
        }

        var text = digits.Plain(value);
        return text.IndexOf('e', StringComparison.Ordinal) is > 0 and var e ? $"${text[..e]}\\cdot 10^{{{text[(e + 1)..]}}}$" : value < 0 ? $"${text}$" : text;
    }
}
