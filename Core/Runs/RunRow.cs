using Hodl.Core.Hypergradients;

namespace Hodl.Core.Runs;

/// <summary>A run as lists and headers show it.</summary>
public sealed record RunRow
{
    /// <summary>Counts up from 1.</summary>
    public required long Id { get; init; }

    /// <summary>Given by a person; empty means that task and method name it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Task id.</summary>
    public required string Task { get; init; }

    /// <summary>Method id.</summary>
    public required string Method { get; init; }

    /// <summary>Preset id.</summary>
    public string Preset { get; init; } = "";

    /// <summary>Label within a sweep.</summary>
    public string Label { get; init; } = "";

    /// <summary>The seed.</summary>
    public long Seed { get; init; }

    /// <summary>Where it stands.</summary>
    public RunState State { get; init; }

    /// <summary>Why it stopped, in a sentence; empty while it has not.</summary>
    public string StopReason { get; init; } = "";

    /// <summary>When it was launched.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it first computed.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Outer steps done.</summary>
    public long Step { get; init; }

    /// <summary>Outer steps in all; 0 while unknown.</summary>
    public long Total { get; init; }

    /// <summary>Seconds spent computing, over all attempts.</summary>
    public double Seconds { get; init; }

    /// <summary>Warnings so far.</summary>
    public int Warnings { get; init; }

    /// <summary>Whether it can go on: from its last checkpoint or, when it was stopped before the first, from the start.</summary>
    public bool CanResume { get; init; }

    /// <summary>Taken off every list; can be brought back.</summary>
    public bool Deleted { get; init; }

    /// <summary>Who launched it; empty when nobody had to sign in.</summary>
    public string Person { get; init; } = "";

    /// <summary>The project that it belongs to; empty when none.</summary>
    public string Project { get; init; } = "";

    /// <summary>Words given by persons, in alphabetic order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Id of what starts it, such as <c>process</c>; empty for this program's own process.</summary>
    public string Launcher { get; init; } = "";

    /// <summary>The cluster's number of its job; empty when it has none.</summary>
    public string Job { get; init; } = "";

    /// <summary>The machine that computes or computed it last; empty while that is not known.</summary>
    public string Node { get; init; } = "";

    /// <summary>The first run of those that were launched together.</summary>
    public long Sweep { get; init; }

    /// <summary>Computed elsewhere and logged here: it cannot be stopped, resumed or repeated from here.</summary>
    public bool External { get; init; }

    /// <summary>Numbers of the result table.</summary>
    public IReadOnlyList<RunResult> Results { get; init; } = [];

    /// <summary>The newest certificate; null when there is none.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>About thirty values of the main series, for a small picture.</summary>
    public IReadOnlyList<double> Sparkline { get; init; } = [];

    /// <summary>The settings record as JSON.</summary>
    public string SettingsJson { get; init; } = "{}";
}
