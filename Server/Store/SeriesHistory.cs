using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>Series of a run as one snapshot of the store holds them.</summary>
/// <param name="Run">The run.</param>
/// <param name="Attempt">Counts the starts and resumptions.</param>
/// <param name="Sequence">Number of the last batch of points in here: hub messages up to it bring nothing new.</param>
/// <param name="Series">The points.</param>
public sealed record SeriesHistory(long Run, int Attempt, long Sequence, IReadOnlyList<SeriesData> Series);
