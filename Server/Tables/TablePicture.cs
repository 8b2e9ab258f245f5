using Hodl.Components.Tables;

namespace Hodl.Server.Tables;

/// <summary>A table as its picture is drawn in the browser: heads, and cells as parts of text.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Groups">Heads over several columns: text and how many.</param>
/// <param name="Heads">The columns' heads.</param>
/// <param name="Rows">The rows: name and cells.</param>
/// <param name="Legend">Below it.</param>
public sealed record TablePicture(
    string Title, IReadOnlyList<TablePicture.Group> Groups, IReadOnlyList<string> Heads, IReadOnlyList<TablePicture.Row> Rows, string Legend)
{
    /// <summary>The picture of a table.</summary>
    public static TablePicture Of(ResultTable table)
    {
        var digits = table.Columns.Select((_, at) => ColumnDigits.Of(table, at)).ToList();
        var groups = new List<Group>();
        for (var at = 0; at < table.Columns.Count && table.Columns.Any(column => column.Group != "");)
        {
            var name = table.Columns[at].Group;
            var count = table.Columns.Skip(at).TakeWhile(column => column.Group == name).Count();
            groups.Add(new(name, count));
            at += count;
        }

        return new(table.Name, groups, [.. table.Columns.Select(column => column.Head)], [.. table.Lines.Select(line => new Row(line.Name, [.. line.Cells.Select((cell, at) => Of(cell, digits[at]))]))], ResultMarkdown.Legend(table));
    }

    private static Cell Of(ResultCell? cell, ColumnDigits digits) => new(
        cell is { Count: > 0 } ? digits.Text(cell.Mean) : cell?.Published is null ? "–" : "",
        cell is { Count: > 0, Std: { } std } ? $" ± {digits.Text(std)}" : "",
        cell?.Rank ?? 0,
        cell?.Published is { } published ? digits.Text(published) : "");

    /// <summary>A head over several columns.</summary>
    public sealed record Group(string Text, int Count);

    /// <summary>A row.</summary>
    public sealed record Row(string Name, IReadOnlyList<Cell> Cells);

    /// <summary>A cell: number, spread, rank, and the published number in a second line.</summary>
    public sealed record Cell(string Mean, string Spread, int Rank, string Published);
}
