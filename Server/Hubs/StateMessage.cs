using Hodl.Core.Runs;

namespace Hodl.Server.Hubs;

/// <summary>Where a run stands, sent when it changes.</summary>
public sealed record StateMessage
{
    /// <summary>The run.</summary>
    public required long Run { get; init; }

    /// <summary>Its state.</summary>
    public required RunState State { get; init; }

    /// <summary>Counts the starts and resumptions; when it grows, points after the checkpoint were taken back: read the history anew.</summary>
    public long Attempt { get; init; }

    /// <summary>Outer steps done.</summary>
    public long Step { get; init; }

    /// <summary>Outer steps in all; 0 while unknown.</summary>
    public long Total { get; init; }

    /// <summary>Seconds spent computing.</summary>
    public double Seconds { get; init; }

    /// <summary>Warnings so far.</summary>
    public int Warnings { get; init; }

    /// <summary>Number of the last batch of points that the store holds.</summary>
    public long Sequence { get; init; }

    /// <summary>Counts images, inner curves, log lines, data sets and results; when it grows, there are new ones to read.</summary>
    public long Details { get; init; }

    /// <summary>Why it stopped; empty while it has not.</summary>
    public string StopReason { get; init; } = "";

    /// <summary>Why it waits, such as a full disk; empty while it does not.</summary>
    public string Waiting { get; init; } = "";
}
