namespace Hodl.Core.Operators.Networks;

/// <summary>Shape and start of an <see cref="AnchoredPotential"/>.</summary>
public sealed record AnchoredPotentialOptions
{
    /// <summary>C: channels of the state's block.</summary>
    public required long Channels { get; init; }

    /// <summary>m: channels of each layer's hidden convolution.</summary>
    public long Hidden { get; init; } = 24;

    /// <summary>Layers.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Rows and columns of W's kernels, odd.</summary>
    public long Kernel { get; init; } = 3;

    /// <summary>F: features of the data that shape the layers' offsets; 0 leaves biases alone.</summary>
    public long Features { get; init; } = 16;

    /// <summary>Step t at the start as a share of its bound, in (0, 1).</summary>
    public double StepShare { get; init; } = 0.7;
}
