using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;

namespace Hodl.Server.Endpoints;

/// <summary>A run as the API and the command line show it.</summary>
public sealed record ApiRun
{
    /// <summary>Its id.</summary>
    public required long Id { get; init; }

    /// <summary>Task id.</summary>
    public required string Task { get; init; }

    /// <summary>Method id.</summary>
    public required string Method { get; init; }

    /// <summary>Preset id; empty when none.</summary>
    public required string Preset { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Seconds spent computing.</summary>
    public required double Seconds { get; init; }

    /// <summary>Numbers of the result table, by metric.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Data sets by role and name; null in lists.</summary>
    public IReadOnlyDictionary<string, DataUsed>? Data { get; init; }

    /// <summary>Standard deviations of the metrics that are means.</summary>
    public required IReadOnlyDictionary<string, double> Std { get; init; }

    /// <summary>Label within a sweep.</summary>
    public required string Label { get; init; }

    /// <summary>Given by a person.</summary>
    public required string Name { get; init; }

    /// <summary>Who launched it; empty when nobody had to sign in.</summary>
    public required string Person { get; init; }

    /// <summary>Its project; empty when none.</summary>
    public required string Project { get; init; }

    /// <summary>Words given by persons.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Computed elsewhere and logged here.</summary>
    public required bool External { get; init; }

    /// <summary>What starts it: in-process, process or slurm.</summary>
    public required string Launcher { get; init; }

    /// <summary>The cluster's number of its job; empty when it has none.</summary>
    public required string Job { get; init; }

    /// <summary>The machine of its job; empty while that is not known.</summary>
    public required string Node { get; init; }

    /// <summary>Why it stopped.</summary>
    public required string StopReason { get; init; }

    /// <summary>Outer steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Outer steps in all.</summary>
    public required long Total { get; init; }

    /// <summary>Warnings so far.</summary>
    public required int Warnings { get; init; }

    /// <summary>Whether it can be resumed.</summary>
    public required bool CanResume { get; init; }

    /// <summary>The newest certificate of its hypergradient; null when there is none.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>When it was launched.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it first computed.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Its settings.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>What it was computed with; null in lists.</summary>
    public RunEnvironment? Environment { get; init; }

    /// <summary>Its series; null in lists.</summary>
    public IReadOnlyList<string>? Series { get; init; }

    /// <summary>Its log; null in lists.</summary>
    public IReadOnlyList<StoredLogLine>? Log { get; init; }

    /// <summary>The run as lists show it.</summary>
    public static ApiRun Of(RunRow row) => new()
    {
        Id = row.Id,
        Task = row.Task,
        Method = row.Method,
        Preset = row.Preset,
        Seed = row.Seed,
        State = row.State,
        Seconds = row.Seconds,
        Metrics = row.Results.ToDictionary(result => result.Metric, result => result.Value),
        Std = row.Results.Where(result => result.Std is not null).ToDictionary(result => result.Metric, result => result.Std!.Value),
        Label = row.Label,
        Name = row.Name,
        Person = row.Person,
        Project = row.Project,
        Tags = row.Tags,
        External = row.External,
        Launcher = row.Launcher == "" ? InProcessLauncher.Key : row.Launcher,
        Job = row.Job,
        Node = row.Node,
        StopReason = row.StopReason,
        Step = row.Step,
        Total = row.Total,
        Warnings = row.Warnings,
        CanResume = row.CanResume,
        Certificate = row.Certificate,
        Created = row.Created,
        Started = row.Started,
        Ended = row.Ended,
        Settings = JsonElement.Parse(row.SettingsJson),
    };

    /// <summary>The run with its data, environment, series and log.</summary>
    public static ApiRun Of(RunRow row, RunStore store) => Of(row) with
    {
        Data = DataByName(store.Data(row.Id)),
        Environment = store.Environment(row.Id),
        Series = store.Series(row.Id),
        Log = store.Log(row.Id),
    };

    /// <summary>The data sets by <c>role:name</c>, such as <c>test:Set14</c>.</summary>
    public static IReadOnlyDictionary<string, DataUsed> DataByName(IReadOnlyList<DataUsed> data) =>
        data.ToDictionary(used => $"{used.Role}:{used.Name}");
}
