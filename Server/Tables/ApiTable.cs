using Hodl.Components.Tables;
using Hodl.Core.Metrics;

namespace Hodl.Server.Tables;

/// <summary>A result table as the API and the command line give it.</summary>
/// <param name="Name">Title.</param>
/// <param name="Note">What a reader must know.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows.</param>
public sealed record ApiTable(string Name, string Note, IReadOnlyList<ApiTable.Column> Columns, IReadOnlyList<ApiTable.Row> Rows)
{
    /// <summary>The table.</summary>
    public static ApiTable Of(ResultTable table) => new(
        table.Name,
        table.Note,
        [.. table.Columns.Select(column => new Column(column.Group, column.Info.Name, column.Info.Title, column.Info.Unit, column.Info.Better))],
        [.. table.Lines.Select(line => new Row(line.Name, [.. line.Cells.Select(cell => cell is null ? null : Cell.Of(cell))]))]);

    /// <summary>A column.</summary>
    public sealed record Column(string Group, string Metric, string Title, string Unit, Better Better);

    /// <summary>A row.</summary>
    public sealed record Row(string Name, IReadOnlyList<Cell?> Cells);

    /// <summary>A cell; mean is null where there is no number.</summary>
    public sealed record Cell(CellState State, double? Mean, double? Std, int N, int Rank, double? P, PublishedValue? Published, IReadOnlyList<long> Runs, IReadOnlyList<long> Seeds, IReadOnlyList<double> Values, IReadOnlyList<string> Mixed, string Note)
    {
        /// <summary>The cell.</summary>
        public static Cell Of(ResultCell cell) => new(
            cell.State, cell.Count == 0 ? null : cell.Mean, cell.Std, cell.Count, cell.Rank, cell.P, cell.Published,
            [.. cell.Values.Select(value => value.Run.Id)], [.. cell.Values.Select(value => value.Run.Seed)], [.. cell.Values.Select(value => value.Value)], cell.Mixed, cell.Note);
    }
}
