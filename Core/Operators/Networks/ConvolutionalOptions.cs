namespace Hodl.Core.Operators.Networks;

/// <summary>Shape of a convolutional D_net.</summary>
public sealed record ConvolutionalOptions
{
    /// <summary>Channels of the state's block.</summary>
    public required long Channels { get; init; }

    /// <summary>Channels of the hidden layers; each is followed by a ReLU. Two entries make a net of three layers.</summary>
    public required IReadOnlyList<long> Hidden { get; init; }

    /// <summary>Channels of the batch's input that enter the first layer through a convolution of their own; 0 for none.</summary>
    public long Condition { get; init; }

    /// <summary>Rows and columns of the kernels, odd.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>What lies beyond the border.</summary>
    public ConvolutionPadding Padding { get; init; } = ConvolutionPadding.Circular;

    /// <summary>½(u + N(u)) instead of N(u).</summary>
    public bool Averaged { get; init; } = true;

    /// <summary>Whether every layer's norm is kept at or below 1. False only to show what happens without it.</summary>
    public bool Normalized { get; init; } = true;
}
