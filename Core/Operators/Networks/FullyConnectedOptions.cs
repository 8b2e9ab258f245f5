namespace Hodl.Core.Operators.Networks;

/// <summary>Shape and start of a fully connected D_net.</summary>
public sealed record FullyConnectedOptions
{
    /// <summary>n: size of an item of the state.</summary>
    public required long Size { get; init; }

    /// <summary>Widths of the hidden layers; each is followed by a ReLU.</summary>
    public required IReadOnlyList<long> Hidden { get; init; }

    /// <summary>m: size of an item of the batch's input that enters the first layer; 0 when the net sees the state alone.</summary>
    public long Condition { get; init; }

    /// <summary>½(u + N(u)) instead of N(u).</summary>
    public bool Averaged { get; init; }

    /// <summary>
    /// Whether every layer's norm is kept at or below 1. False only to show what happens without it (Fig. 4).
    /// </summary>
    public bool Normalized { get; init; } = true;

    /// <summary>
    /// &gt; 0: the net starts as the identity on coordinates above −shift (weights I, biases ±shift), so that D starts as
    /// D_num; every hidden width must then be at least n. 0: random orthogonal-like start, norm 1.
    /// </summary>
    public double IdentityShift { get; init; }

    /// <summary>Standard deviation of the noise added to the start's weights, in units of 1/√columns.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>Power iterations at each binding, from vectors that persist.</summary>
    public int PowerIterations { get; init; } = 8;
}
