namespace Hodl.Core.Data;

/// <summary>What a data set consists of.</summary>
public enum DataKind
{
    /// <summary>Images by themselves.</summary>
    Images,

    /// <summary>Degraded images with the truth.</summary>
    Pairs,

    /// <summary>Blur kernels.</summary>
    Kernels,

    /// <summary>Weights of a network, as safetensors.</summary>
    Weights,

    /// <summary>Other files, such as idx or zip archives.</summary>
    Archives,
}
