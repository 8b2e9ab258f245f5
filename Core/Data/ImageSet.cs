namespace Hodl.Core.Data;

/// <summary>Images with the name and the fingerprint under which a run records them.</summary>
/// <param name="Name">Folder name, or what was generated.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Images">In a fixed order.</param>
public sealed record ImageSet(string Name, string Sha256, IReadOnlyList<NamedImage> Images)
{
    /// <summary>Damaged files that were left out; a task logs them.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>What to tell the run's observer.</summary>
    /// <param name="role"><c>train</c>, <c>validation</c>, <c>test</c> or <c>dictionary</c>.</param>
    public DataUsed Used(string role) => new(Name, Sha256, Images.Count, role);
}
