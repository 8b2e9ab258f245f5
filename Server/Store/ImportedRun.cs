using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Images that belong to it.</summary>
    public IReadOnlyList<ImportedImage> Images { get; init; } = [];

    /// <summary>What its file holds and could not be taken in, each in words.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>When it began; null when the file does not say.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>A hash of its labels and points, and of the images' paths and sizes: the same file with the same labels gives the same.</summary>
    internal string Source()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\0'));
        Text(Name);
        Text(Task);
        Text(Method);
        Text($"{Seed}");
        foreach (var column in Series)
        {
            Text(column.Name);
            hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(column.Steps)));
            hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(column.Seconds)));
            hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(column.Values)));
        }

        foreach (var image in Images)
        {
            Text(image.Path);
            Text($"{image.Step} {image.Bytes}");
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
