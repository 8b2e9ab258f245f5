using System.Text.Json;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>A row of the table runs, as Dapper fills it.</summary>
internal sealed class RunRecord
{
    /// <summary>The columns, for select.</summary>
    public const string Columns =
        """
        r.id, r.name, r.task, r.method, r.preset, r.label, r.seed, r.settings, r.state, r.reason, r.created, r.started, r.ended,
        r.step, r.total, r.seconds, r.warnings, r.sparkline, r.attempt, r.sequence, r.details, r.owner, r.heartbeat, r.deleted,
        r.person, r.external, (select p.name from projects p where p.id = r.project) as project,
        (select group_concat(t.tag, char(10)) from tags t where t.run = r.id) as tags,
        exists (select 1 from checkpoints c where c.run = r.id) as checkpoint,
        (select c.json from certificates c where c.run = r.id order by c.id desc limit 1) as certificate
        """;

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Task { get; init; } = "";
    public string Method { get; init; } = "";
    public string Preset { get; init; } = "";
    public string Label { get; init; } = "";
    public long Seed { get; init; }
    public string Settings { get; init; } = "{}";
    public string State { get; init; } = "";
    public string Reason { get; init; } = "";
    public long Created { get; init; }
    public long? Started { get; init; }
    public long? Ended { get; init; }
    public long Step { get; init; }
    public long Total { get; init; }
    public double Seconds { get; init; }
    public int Warnings { get; init; }
    public byte[]? Sparkline { get; init; }
    public int Attempt { get; init; }
    public long Sequence { get; init; }
    public long Details { get; init; }
    public string? Owner { get; init; }
    public long? Heartbeat { get; init; }
    public long? Deleted { get; init; }
    public string Person { get; init; } = "";
    public bool External { get; init; }
    public string? Project { get; init; }
    public string? Tags { get; init; }
    public bool Checkpoint { get; init; }
    public string? Certificate { get; init; }

    /// <summary>The state as text is the enum's name in lower case.</summary>
    public RunState RunState => Enum.Parse<RunState>(State, ignoreCase: true);

    /// <summary>As lists and headers show it.</summary>
    public RunRow ToRow(IReadOnlyList<RunResult> results) => new()
    {
        Id = Id,
        Name = Name,
        Task = Task,
        Method = Method,
        Preset = Preset,
        Label = Label,
        Seed = Seed,
        State = RunState,
        StopReason = Reason,
        Created = DateTimeOffset.FromUnixTimeMilliseconds(Created),
        Started = Started is { } started ? DateTimeOffset.FromUnixTimeMilliseconds(started) : null,
        Ended = Ended is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
        Step = Step,
        Total = Total,
        Seconds = Seconds,
        Warnings = Warnings,
        CanResume = !External && (RunState is RunState.Cancelled or RunState.Interrupted || (RunState is RunState.Failed && Checkpoint)),
        Deleted = Deleted is not null,
        Person = Person,
        Project = Project ?? "",
        Tags = Tags is null ? [] : [.. Tags.Split('\n').Order(StringComparer.OrdinalIgnoreCase)],
        External = External,
        Results = results,
        Certificate = Certificate is null ? null : JsonSerializer.Deserialize<Certificate>(Certificate, StoreJson.Options),
        Sparkline = Sparkline is null ? [] : PointBlob.Doubles(Sparkline),
        SettingsJson = Settings,
    };
}
