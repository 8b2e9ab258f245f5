using System.Text.Json;
using Hodl.Components.Tables;
using Hodl.Server.Store;

namespace Hodl.Server.Tables;

/// <summary>A result table as text.</summary>
public static class TableText
{
    /// <summary>The text of a format.</summary>
    public static string Of(ResultTable table, TableFormat format) => format switch
    {
        TableFormat.Latex => ResultLatex.Of(table, siunitx: false),
        TableFormat.Siunitx => ResultLatex.Of(table, siunitx: true),
        TableFormat.Markdown => ResultMarkdown.Of(table),
        TableFormat.Csv => ResultCsv.Of(table),
        _ => JsonSerializer.Serialize(ApiTable.Of(table), StoreJson.Options) + "\n",
    };

    /// <summary>The format of a word: latex, siunitx, markdown, csv, json; null when there is none.</summary>
    public static TableFormat? Parse(string word) => Enum.TryParse<TableFormat>(word, ignoreCase: true, out var format) && !int.TryParse(word, out _) ? format : null;

    /// <summary>Content type and ending of a file.</summary>
    public static (string Type, string Ending) File(TableFormat format) => format switch
    {
        TableFormat.Markdown => ("text/markdown; charset=utf-8", "md"),
        TableFormat.Csv => ("text/csv; charset=utf-8", "csv"),
        TableFormat.Json => ("application/json", "json"),
        _ => ("application/x-tex; charset=utf-8", "tex"),
    };
}
