using System.Globalization;

namespace Hodl.Components.Images;

/// <summary>An image of the viewer's matrix.</summary>
/// <param name="Image">Its row: the picture's name.</param>
/// <param name="Column">Id of its column.</param>
/// <param name="Address">Where its pixels are; another image never has the same address.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">1 (gray) or 3 (RGB).</param>
/// <param name="Step">Outer step at which it was taken; 0 for inputs and references.</param>
/// <param name="Inner">Inner iteration of an iterate on the way; 0 for the result.</param>
/// <param name="Metrics">
/// Quality that the run recorded, by metric name. A number that JSON does not know is its word (<c>Infinity</c>, <c>NaN</c>).
/// </param>
public sealed record ViewerFrame(
    string Image, string Column, string Address, int Height, int Width, int Channels, long Step, int Inner, IReadOnlyDictionary<string, object> Metrics)
{
    /// <summary>Metrics as the frame holds them.</summary>
    public static IReadOnlyDictionary<string, object> Words(IReadOnlyDictionary<string, double> metrics) => metrics.ToDictionary(
        pair => pair.Key, pair => double.IsFinite(pair.Value) ? (object)pair.Value : pair.Value.ToString(CultureInfo.InvariantCulture));
}
