using System.Text.Json;
using Hodl.Core.Tasks;
using Hodl.Server.Runs.Launchers;

namespace Hodl.Server.Endpoints;

/// <summary>What POST /api/v1/runs takes: one run for each method, seed and variant of the preset.</summary>
public sealed record LaunchBody
{
    /// <summary>Task id.</summary>
    public required string Task { get; init; }

    /// <summary>One method id.</summary>
    public string? Method { get; init; }

    /// <summary>Several method ids; none at all takes those that the preset compares, else the task's first.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Preset id; none starts from the defaults.</summary>
    public string? Preset { get; init; }

    /// <summary>One seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Several seeds; none at all takes 1.</summary>
    public IReadOnlyList<long>? Seeds { get; init; }

    /// <summary>Settings that differ from the preset, by name; numbers, booleans or texts.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Set { get; init; }

    /// <summary>Name of the project that the runs join; none leaves them outside of all.</summary>
    public string? Project { get; init; }

    /// <summary>Where the runs are computed: in-process, process or slurm; none as configured.</summary>
    public string? Launcher { get; init; }

    /// <summary>What each run may take there, such as MemoryMib or Partition; numbers or texts.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Resources { get; init; }

    /// <summary>Where the runs are computed, and what is wrong with it.</summary>
    public (RunPlacement Placement, IReadOnlyList<SettingError> Errors) Placement() => RunPlacement.Of(Launcher ?? "", Texts(Resources));

    /// <summary>As the planner takes it.</summary>
    public Runs.RunRequest ToRequest() => new()
    {
        Task = Task,
        Methods = [.. Method is null ? [] : (string[])[Method], .. Methods ?? []],
        Preset = Preset ?? "",
        Seeds = Seed is null && Seeds is null ? [1] : [.. Seed is null ? [] : (long[])[Seed.Value], .. Seeds ?? []],
        Set = Texts(Set),
    };

    private static Dictionary<string, string> Texts(IReadOnlyDictionary<string, JsonElement>? values) =>
        (values ?? new Dictionary<string, JsonElement>()).ToDictionary(
            entry => entry.Key, entry => entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText());
}
