using Hodl.Core.Data;
using Hodl.Server.Data;

namespace Hodl.Server.Endpoints;

/// <summary>A data set as the API and the command line tell of it.</summary>
public sealed record ApiDataset
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>As papers write it.</summary>
    public required string Name { get; init; }

    /// <summary>images, pairs, kernels, weights or archives.</summary>
    public required DataKind Kind { get; init; }

    /// <summary>What it holds.</summary>
    public required string Summary { get; init; }

    /// <summary>absent, partial or whole.</summary>
    public required DataState State { get; init; }

    /// <summary>Items found.</summary>
    public required int Count { get; init; }

    /// <summary>Items as published; 0 when there is no fixed number.</summary>
    public required int Expected { get; init; }

    /// <summary>Size of its files.</summary>
    public required long Bytes { get; init; }

    /// <summary>Width × height of its images.</summary>
    public required string Sizes { get; init; }

    /// <summary>Where it lies, or belongs, relative to the data folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The files as they are laid out there.</summary>
    public required string Layout { get; init; }

    /// <summary>Where the official files come from.</summary>
    public required string Source { get; init; }

    /// <summary>What is missing, where it belongs and where it comes from; null when the set is there.</summary>
    public string? Missing { get; init; }

    /// <summary>Fingerprint of the files that the project was measured with; null when unknown.</summary>
    public string? Expects { get; init; }

    /// <summary>Fingerprints that the same files had when packed bytes were what counted; runs of that time record them.</summary>
    public required IReadOnlyList<string> Earlier { get; init; }

    /// <summary>Fingerprint of the files that lie there; null unless they were checked.</summary>
    public string? Sha256 { get; init; }

    /// <summary>One sentence for each file that cannot be read.</summary>
    public required IReadOnlyList<string> Damaged { get; init; }

    /// <summary>The latest fetch of its official files; null when there was none.</summary>
    public DataFetchRun? Fetch { get; init; }

    /// <summary>Of a summary, with a check where there was one.</summary>
    public static ApiDataset Of(DataSummary summary, string root, DataCheck? check = null) => new()
    {
        Id = summary.Data.Id,
        Name = summary.Data.Name,
        Kind = summary.Data.Kind,
        Summary = summary.Data.Summary,
        State = summary.State,
        Count = summary.Count,
        Expected = summary.Data.Expected,
        Bytes = summary.Bytes,
        Sizes = summary.Sizes,
        Folder = summary.Folder == "" ? summary.Data.Folders[0] : summary.Folder,
        Layout = summary.Data.Wanted,
        Source = summary.Data.Source,
        Missing = summary.State == DataState.Absent ? summary.Data.Missing(root) : null,
        Expects = summary.Data.Sha256 == "" ? null : summary.Data.Sha256,
        Earlier = summary.Data.Earlier,
        Sha256 = check?.Sha256,
        Damaged = check?.Damaged ?? summary.Damaged,
    };

    /// <summary>All that the shelf knows.</summary>
    internal static IEnumerable<ApiDataset> All(DataShelf shelf, DataFetches fetches, CancellationToken token) => shelf.Look(token)
        .Select(summary => Of(summary, shelf.Root, shelf.CheckOf(summary.Data.Id)?.Result) with { Fetch = fetches.Of(summary.Data.Id) });
}
