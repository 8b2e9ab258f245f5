using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>A run in the catalog. What is long of it lies in its folder.</summary>
internal sealed record RunEntry
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Task { get; init; } = "";
    public string Method { get; init; } = "";
    public string Preset { get; init; } = "";
    public string Label { get; init; } = "";
    public long Seed { get; init; }
    public string Settings { get; init; } = "{}";
    public RunState State { get; init; }
    public string Reason { get; init; } = "";
    public long Created { get; init; }
    public long Queued { get; init; }
    public long? Started { get; init; }
    public long? Ended { get; init; }
    public long Step { get; init; }
    public long Total { get; init; }
    public double Seconds { get; init; }
    public int Warnings { get; init; }
    public IReadOnlyList<double> Sparkline { get; init; } = [];
    public int Attempt { get; init; }
    public long Sequence { get; init; }
    public long Details { get; init; }

    /// <summary>Who computes it, or alone may start it; null for nobody or anybody.</summary>
    public string? Owner { get; init; }
    public long? Heartbeat { get; init; }

    /// <summary>When it was taken off the lists; the table of deletions keeps it.</summary>
    [NotKept]
    public long? Deleted { get; init; }
    public string Person { get; init; } = "";
    public bool External { get; init; }

    /// <summary>The project; 0 for none.</summary>
    public long Project { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public bool Checkpoint { get; init; }
    public bool Images { get; init; }

    /// <summary>How its images find references; null as long as nobody has said it and none was borrowed.</summary>
    public ImageMatching? Matching { get; init; }
    public IReadOnlyList<StoredResult> Results { get; init; } = [];
    public IReadOnlyList<RunCertificate> Certificates { get; init; } = [];

    /// <summary>What an imported run was made of, as a hash; empty for others.</summary>
    public string Source { get; init; } = "";

    /// <summary>Id of what starts it; empty for this process.</summary>
    public string Launcher { get; init; } = "";

    /// <summary>What it may take of a machine; null for what is usual.</summary>
    public RunResources? Resources { get; init; }

    /// <summary>The cluster's number of its job; empty when it has none.</summary>
    public string Job { get; init; } = "";
    public string Node { get; init; } = "";

    /// <summary>The first run of those that were launched together.</summary>
    public long Sweep { get; init; }

    /// <summary>Bytes of its journal that this entry knows of.</summary>
    public long Journal { get; init; }

    /// <summary>Grows with every change of any run.</summary>
    [NotKept]
    public long Changed { get; init; }

    /// <summary>As lists and headers show it.</summary>
    public RunRow Row(CatalogTable<ProjectEntry> projects) => new()
    {
        Id = Id,
        Name = Name,
        Task = Task,
        Method = Method,
        Preset = Preset,
        Label = Label,
        Seed = Seed,
        State = State,
        StopReason = Reason,
        Created = UnixTime.At(Created),
        Started = Started is { } started ? UnixTime.At(started) : null,
        Ended = Ended is { } ended ? UnixTime.At(ended) : null,
        Step = Step,
        Total = Total,
        Seconds = Seconds,
        Warnings = Warnings,
        CanResume = !External && (State is RunState.Cancelled or RunState.Interrupted || (State is RunState.Failed && Checkpoint)),
        Deleted = Deleted is not null,
        Person = Person,
        Project = Project == 0 ? "" : projects.Find(Project)?.Name ?? "",
        Tags = [.. Tags.Order(StringComparer.OrdinalIgnoreCase)],
        External = External,
        Launcher = Launcher,
        Job = Job,
        Node = Node,
        Sweep = Sweep == 0 ? Id : Sweep,
        Results = [.. Results.Select(result => result.Result)],
        Certificate = Certificates.Count == 0 ? null : Certificates[^1].Certificate,
        Sparkline = Sparkline,
        SettingsJson = Settings,
    };
}
