namespace Hodl.Core.Data;

/// <summary>Pairs with the name and the fingerprint under which a run records them.</summary>
/// <param name="Name">Data set and part, such as <c>Rain100L 1–60</c>.</param>
/// <param name="Sha256">SHA-256 over, for each pair, both files' names in UTF-8, each with a zero byte and its bytes; lower-case hex.</param>
/// <param name="Pairs">In a fixed order.</param>
public sealed record PairedImageSet(string Name, string Sha256, IReadOnlyList<PairedImage> Pairs)
{
    /// <summary>Damaged files that were left out; a task logs them.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>What to tell the run's observer.</summary>
    /// <param name="role"><c>train</c>, <c>validation</c>, <c>test</c> or <c>dictionary</c>.</param>
    public DataUsed Used(string role) => new(Name, Sha256, Pairs.Count, role);
}
