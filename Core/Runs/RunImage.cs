using Hodl.Core.Imaging;

namespace Hodl.Core.Runs;

/// <summary>An image that a run shows.</summary>
public sealed record RunImage
{
    /// <summary>Which picture, such as <c>butterfly</c>; images of one name are shown side by side.</summary>
    public required string Name { get; init; }

    /// <summary><c>input</c>, <c>output</c>, <c>reference</c>, or another role such as <c>dictionary</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Outer step at which it was taken; 0 for inputs and references.</summary>
    public long Step { get; init; }

    /// <summary>Inner iteration k of an iterate on the way; 0 for an input, a reference, and the result itself.</summary>
    public int Inner { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>1 (gray) or 3 (RGB).</summary>
    public required int Channels { get; init; }

    /// <summary>Row by row, channels interleaved, nominal range [0, 1]; shape [H, W, C].</summary>
    public required float[] Pixels { get; init; }

    /// <summary>The pixels alone; the image shares them.</summary>
    public Image ToImage() => new(Height, Width, Channels, Pixels);

    /// <summary>Quality against the reference, by metric name (<c>psnr_gray</c> …).</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
