using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>A run that was computed elsewhere, as a file tells of it.</summary>
public sealed record ImportedRun
{
    /// <summary>As lists show it.</summary>
    public required string Name { get; init; }

    /// <summary>Task id; a task of the catalogue puts its numbers into that task's columns.</summary>
    public string Task { get; init; } = "imported";

    /// <summary>Method id or name.</summary>
    public string Method { get; init; } = "external";

    /// <summary>The seed, where the file says it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Settings as text.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Points, one column a series.</summary>
    public IReadOnlyList<SeriesColumn> Series { get; init; } = [];

    /// <summary>Numbers for result tables.</summary>
    public IReadOnlyList<RunResult> Results { get; init; } = [];

    /// <summary>Image files that belong to it: where each lies, and its path below the imported folder, which says what it shows.</summary>
    public IReadOnlyList<(string File, string Path)> Images { get; init; } = [];

    /// <summary>What its file holds and could not be taken in, each in words.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>When it began; null when the file does not say.</summary>
    public DateTimeOffset? Started { get; init; }
}
