namespace Hodl.Core.Runs;

/// <summary>Where a run stands at the end of a batch.</summary>
/// <param name="Step">Outer steps done.</param>
/// <param name="Total">Outer steps in all; 0 while unknown.</param>
/// <param name="Seconds">Seconds spent computing, over all attempts.</param>
/// <param name="Sparkline">A small picture of the main series.</param>
public sealed record JournalProgress(long Step, long Total, double Seconds, IReadOnlyList<double> Sparkline);
