namespace Hodl.Components.Tables;

/// <summary>A line that a question asks for.</summary>
/// <param name="Name">As shown.</param>
/// <param name="Runs">Its runs; null when it has none of ours and stands for its published numbers alone.</param>
public sealed record TableRow(string Name, RunSelector? Runs)
{
    /// <summary>Published numbers by column, where there are any.</summary>
    public IReadOnlyList<PublishedValue?> Published { get; init; } = [];

    /// <summary>Columns, from 0, in which this line cannot have a number, and why.</summary>
    public IReadOnlyDictionary<int, string> Without { get; init; } = new Dictionary<int, string>();
}
