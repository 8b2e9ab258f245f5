using Hodl.Core.Hypergradients;

namespace Hodl.Core.Runs;

/// <summary>What a journal says of its run.</summary>
public sealed record JournalSummary
{
    /// <summary>Bytes of whole batches.</summary>
    public long Bytes { get; init; }

    /// <summary>Number of the last batch.</summary>
    public long Sequence { get; init; }

    /// <summary>The latest attempt; null before the first.</summary>
    public RunAttempt? Attempt { get; init; }

    /// <summary>Where the run stands.</summary>
    public required JournalProgress Progress { get; init; }

    /// <summary>The latest attempt's end; null while it goes on.</summary>
    public RunEnd? End { get; init; }

    /// <summary>The highest number of an image so far.</summary>
    public long LastImage { get; init; }

    /// <summary>Whether there are images.</summary>
    public bool Images { get; init; }

    /// <summary>Warnings so far.</summary>
    public int Warnings { get; init; }

    /// <summary>How many things other than points there are.</summary>
    public long Details { get; init; }

    /// <summary>How many points there are.</summary>
    public long Points { get; init; }

    /// <summary>Numbers for result tables with their steps, the last of each metric, by metric.</summary>
    public IReadOnlyList<(long Step, RunResult Result)> Results { get; init; } = [];

    /// <summary>The point of the highest step of each series, of these the latest in time, of these the highest.</summary>
    public IReadOnlyList<(string Series, long Step, double Seconds, double Value)> Latest { get; init; } = [];

    /// <summary>Certificates with their times, in milliseconds of Unix time.</summary>
    public IReadOnlyList<(long At, Certificate Certificate)> Certificates { get; init; } = [];
}
