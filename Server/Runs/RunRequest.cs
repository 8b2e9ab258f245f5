namespace Hodl.Server.Runs;

/// <summary>What a person asks for: one run for each method, seed and variant of the preset.</summary>
public sealed record RunRequest
{
    /// <summary>Task id.</summary>
    public required string Task { get; init; }

    /// <summary>Method ids; empty takes those that the preset compares, else the task's first.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Preset id; empty starts from the record's defaults.</summary>
    public string Preset { get; init; } = "";

    /// <summary>One run a seed.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [1];

    /// <summary>Settings that differ from the preset, by name, as text.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();
}
