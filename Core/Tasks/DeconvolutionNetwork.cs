namespace Hodl.Core.Tasks;

/// <summary>D_net of deconvolution.</summary>
public enum DeconvolutionNetwork
{
    /// <summary>A DRUNet reads b once and anchors convex potentials that act on u.</summary>
    Anchored,

    /// <summary>A DRUNet with every convolution inside its norm acts on u itself.</summary>
    NonExpansive,
}
