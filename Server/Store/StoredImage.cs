namespace Hodl.Server.Store;

/// <summary>An image of a run; its pixels are at <c>/runs/{run}/images/{id}</c>.</summary>
/// <param name="Id">Never given twice in one database, so that the address can be cached for ever.</param>
/// <param name="Name">Which picture; images of one name are shown side by side.</param>
/// <param name="Role"><c>input</c>, <c>output</c>, <c>reference</c> or another.</param>
/// <param name="Step">Outer step at which it was taken; 0 for inputs and references.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">1 (gray) or 3 (RGB).</param>
/// <param name="Metrics">Quality against the reference, by metric name.</param>
public sealed record StoredImage(
    long Id, string Name, string Role, long Step, int Height, int Width, int Channels, IReadOnlyDictionary<string, double> Metrics);
