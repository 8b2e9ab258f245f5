namespace Hodl.Server.Store;

/// <summary>How far the store follows a run.</summary>
/// <param name="Attempt">Counts the starts and resumptions; when it grows, points after the checkpoint were taken back.</param>
/// <param name="Sequence">Number of the last batch of points.</param>
/// <param name="Details">Counts images, inner curves, log lines, data sets and results as they come.</param>
public sealed record RunPosition(long Attempt, long Sequence, long Details);
