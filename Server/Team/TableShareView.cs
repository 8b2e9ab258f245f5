using Hodl.Components.Tables;
using Hodl.Server.Tables;

namespace Hodl.Server.Team;

/// <summary>A table, saved or the paper's. The link opens the answer, and none of the runs behind it.</summary>
internal sealed class TableShareView : IShareView
{
    /// <inheritdoc/>
    public string Kind => "table";

    /// <inheritdoc/>
    public Type Component => typeof(SharedTable);

    /// <inheritdoc/>
    public IReadOnlyList<long> Runs(string target) => [];

    /// <summary>The answer at this moment; null when the table was deleted since.</summary>
    public static ResultTable? Answer(TableShelf shelf, string target, IReadOnlyList<RunFacts> runs) => shelf.Find(target) is { } question ? shelf.Answer(question, runs) : null;
}
