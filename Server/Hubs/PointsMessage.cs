namespace Hodl.Server.Hubs;

/// <summary>
/// New points of a run. A run's points are cut into batches numbered 1, 2, 3 … without holes, over all its attempts;
/// this message holds the batches <paramref name="From"/> to <paramref name="Sequence"/>.
/// </summary>
/// <param name="Run">The run.</param>
/// <param name="From">Number of its first batch.</param>
/// <param name="Sequence">Number of its last batch.</param>
/// <param name="Series">The points.</param>
public sealed record PointsMessage(long Run, long From, long Sequence, IReadOnlyList<SeriesPoints> Series);
