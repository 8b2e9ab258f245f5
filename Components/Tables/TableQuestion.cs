using Hodl.Core.Metrics;

namespace Hodl.Components.Tables;

/// <summary>A question over runs whose answer is a table. Rows and columns are named one by one, or made by fields of the runs that pass the filter.</summary>
public sealed record TableQuestion
{
    /// <summary>Title.</summary>
    public string Name { get; init; } = "";

    /// <summary>What a reader must know.</summary>
    public string Note { get; init; } = "";

    /// <summary>The runs in question.</summary>
    public RunSelector Filter { get; init; } = new();

    /// <summary>Fields that make the rows where <see cref="Rows"/> names none; see <see cref="RunFacts.Field"/>.</summary>
    public IReadOnlyList<string> RowsBy { get; init; } = ["method", "label"];

    /// <summary>Fields that make the groups of columns where <see cref="Columns"/> names none.</summary>
    public IReadOnlyList<string> ColumnsBy { get; init; } = ["data"];

    /// <summary>Names of the metrics; empty takes the tasks' own results.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Over seeds; of one seed the newest run counts.</summary>
    public SeedStatistic Statistic { get; init; }

    /// <summary>Against the best row of each column, over common seeds, corrected after Holm within the column.</summary>
    public PairedTest Test { get; init; }

    /// <summary>A cell also averages over labels, such as the folds of a cross-validation.</summary>
    public bool OverLabels { get; init; }

    /// <summary>The rows, one by one.</summary>
    public IReadOnlyList<TableRow> Rows { get; init; } = [];

    /// <summary>The columns, one by one.</summary>
    public IReadOnlyList<TableColumn> Columns { get; init; } = [];
}
