namespace Hodl.Core.Tasks;

/// <summary>How a block of the feature net halves rows and columns.</summary>
public enum Downsampling
{
    /// <summary>Convolution at full size, then the largest of 2 × 2.</summary>
    MaxPool,

    /// <summary>Convolution at every second pixel: a quarter of the work.</summary>
    Stride,
}
