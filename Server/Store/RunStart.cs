using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>What an attempt starts from.</summary>
/// <param name="Run">The run as it now stands.</param>
/// <param name="Attempt">Counts the starts and resumptions from 1.</param>
/// <param name="Sequence">Number of the last batch of points so far.</param>
/// <param name="Checkpoint">Where it goes on; null at a fresh start.</param>
public sealed record RunStart(RunRow Run, int Attempt, long Sequence, RunCheckpoint? Checkpoint);
