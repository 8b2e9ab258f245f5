using Hodl.Components.Runs;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Components.Tables;

/// <summary>A line of a result table.</summary>
/// <param name="Runs">Its runs, such as those that differ only in their seeds; may be empty.</param>
/// <param name="Cells">Its numbers, by column; null where no run has one.</param>
public sealed record ResultLine(IReadOnlyList<RunRow> Runs, IReadOnlyList<ResultCell?> Cells)
{
    /// <summary>The line's name.</summary>
    public string Name { get; init; } = Runs.Count > 0 ? RunGroup.Name(Runs[0]) : "";

    /// <summary>Whether its runs are yardsticks, which are not ranked.</summary>
    public bool IsReference => Runs.Count > 0 && Runs.All(run => TaskCatalog.Find(run.Task)?.Methods.FirstOrDefault(method => method.Id == run.Method)?.IsReference == true);
}
