namespace Hodl.Core.Runs;

/// <summary>How an attempt ended.</summary>
/// <param name="State">Finished, failed, cancelled or interrupted.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="At">When, in milliseconds of Unix time.</param>
public sealed record RunEnd(RunState State, string Reason, long At);
