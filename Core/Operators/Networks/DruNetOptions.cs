namespace Hodl.Core.Operators.Networks;

/// <summary>Shape of a <see cref="DruNet"/>.</summary>
public sealed record DruNetOptions
{
    /// <summary>Channels that come in.</summary>
    public required long Inputs { get; init; }

    /// <summary>Channels that go out.</summary>
    public required long Outputs { get; init; }

    /// <summary>Channels of each scale from the finest: 64, 128, 256, 512 as published.</summary>
    public IReadOnlyList<long> Widths { get; init; } = [64, 128, 256, 512];

    /// <summary>Residual blocks of each scale, going down and going up; 4 as published.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>
    /// Side of the pixel blocks that become channels before the first convolution and pixels again after the last: 1 as
    /// published; 2 quarters the work of every layer.
    /// </summary>
    public int Fold { get; init; } = 1;

    /// <summary>
    /// Whether the net is 1-Lipschitz: every convolution divided by max(1, its operator norm), x + N(x) of residual blocks
    /// and of the skips between down and up replaced by ½(x + N(x)).
    /// </summary>
    public bool NonExpansive { get; init; }

    /// <summary>
    /// Whether the convolutions of a free net multiply in bfloat16, ω, input and output staying what they are. Rounding would
    /// loosen a bound, so a non-expansive net refuses it.
    /// </summary>
    public bool Mixed { get; init; }
}
