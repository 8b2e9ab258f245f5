namespace Hodl.Server.Store;

/// <summary>The run no longer belongs to the attempt that reports it: another process has taken it or called it interrupted.</summary>
/// <param name="run">The run.</param>
public sealed class RunLostException(long run)
    : Exception($"Run {run} was taken over or marked as interrupted by another process; this attempt no longer counts.");
