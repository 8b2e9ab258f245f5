using Hodl.Core.Runs;

namespace Hodl.Components.Tables;

/// <summary>A line of a result table.</summary>
/// <param name="Runs">Runs that differ only in their seeds.</param>
/// <param name="Cells">Its numbers, by column; null where no run has one.</param>
public sealed record ResultLine(IReadOnlyList<RunRow> Runs, IReadOnlyList<ResultCell?> Cells);
