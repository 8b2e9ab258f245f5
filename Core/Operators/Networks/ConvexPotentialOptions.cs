using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>Shape and start of a <see cref="ConvexPotentialNet"/>.</summary>
public sealed record ConvexPotentialOptions
{
    /// <summary>n: size of an item of the state.</summary>
    public required long Size { get; init; }

    /// <summary>Hidden width of each layer; one layer for each entry.</summary>
    public required IReadOnlyList<long> Widths { get; init; }

    /// <summary>
    /// [n, m], a rough inverse of the data's operator such as Q⁺: layers are conditioned on the data b and start at
    /// V = −W·Anchor, so that W u + V b = W(u − Anchor·b). Null: the net sees the state alone.
    /// </summary>
    public Tensor? Anchor { get; init; }

    /// <summary>
    /// [r, n] with orthonormal rows, such as the right singular vectors of Q: the first layer starts at pairs
    /// W = Scale·[A; −A]/√2 with A a random rotation of these rows, scaled by 0.6 to 0.97, so that Wᵀrelu(Wx) = ½Scale²·AᵀA x is linear; with an
    /// anchor the net then starts as a step towards {u : Qu = b}. Units beyond 2r start at random. Null: all at random.
    /// </summary>
    public Tensor? Frame { get; init; }

    /// <summary>Size of the start's W: its norm for a frame; the standard deviation of random units in units of 1/√n.</summary>
    public double Scale { get; init; } = 0.1;

    /// <summary>Step t at the start as a share of <see cref="ConvexPotentialNet.StepBound"/>, in (0, 1).</summary>
    public double StepShare { get; init; } = 0.5;

    /// <summary>Whether ‖W‖₂ is kept at or below 1. False only to show what happens without it (Fig. 4).</summary>
    public bool Normalized { get; init; } = true;

    /// <summary>Power iterations at each binding, from vectors that persist.</summary>
    public int PowerIterations { get; init; } = 8;
}
