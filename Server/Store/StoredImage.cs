namespace Hodl.Server.Store;

/// <summary>An image of a run; its pixels are at <c>/runs/{run}/images/{id}</c>.</summary>
/// <param name="Id">Never given twice in one database, so that the address can be cached for ever.</param>
/// <param name="Name">Which picture; images of one name are shown side by side.</param>
/// <param name="Role"><c>input</c>, <c>output</c>, <c>reference</c> or another.</param>
/// <param name="Step">Outer step at which it was taken; 0 for inputs and references.</param>
/// <param name="Inner">Inner iteration of an iterate on the way; 0 for the result.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">1 (gray) or 3 (RGB).</param>
/// <param name="Metrics">Quality against the reference, by metric name.</param>
/// <param name="Sha256">Of the PNG, lower-case hex; empty while an image of an older database was not asked for.</param>
public sealed record StoredImage(
    long Id, string Name, string Role, long Step, int Inner, int Height, int Width, int Channels, IReadOnlyDictionary<string,
        double> Metrics, string Sha256)
{
    /// <summary>What the program that made it calls it, where that is another name.</summary>
    public string File { get; init; } = Name;

    /// <summary>Where the pixels are; another image under this address would have another hash in it.</summary>
    public string Address(long run) => $"/runs/{run}/images/{Id}?v={Sha256[..Math.Min(12, Sha256.Length)]}";
}
