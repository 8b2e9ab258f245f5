namespace Hodl.Core.Operators.Networks;

/// <summary>What a convolution sees beyond the border; either way images keep their size.</summary>
public enum ConvolutionPadding
{
    /// <summary>The image again.</summary>
    Circular,

    /// <summary>Zeros.</summary>
    Zero,
}
