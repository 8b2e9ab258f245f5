namespace Hodl.Core.Data;

/// <summary>A check of a data set, running or over.</summary>
/// <param name="Done">Bytes read.</param>
/// <param name="Total">Bytes in all.</param>
/// <param name="Started">When it began.</param>
public sealed record DataCheckRun(long Done, long Total, DateTimeOffset Started)
{
    /// <summary>When it was over; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>What it has shown; null while it runs, and when it came to no end.</summary>
    public DataCheck? Result { get; init; }

    /// <summary>Why it came to no end; empty otherwise.</summary>
    public string Failure { get; init; } = "";
}
