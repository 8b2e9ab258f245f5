namespace Hodl.Core.Runs;

/// <summary>How an attempt at a run begins.</summary>
/// <param name="Number">Counts the starts and resumptions from 1.</param>
/// <param name="After">The step of the checkpoint from which it goes on; what earlier attempts recorded of later steps is void.</param>
/// <param name="Seconds">Seconds that count as spent already.</param>
/// <param name="Owner">Who computes it.</param>
/// <param name="At">When it began, in milliseconds of Unix time.</param>
/// <param name="Environment">What it computes with; null when that is not known.</param>
public sealed record RunAttempt(int Number, long After, double Seconds, string Owner, long At, RunEnvironment? Environment);
