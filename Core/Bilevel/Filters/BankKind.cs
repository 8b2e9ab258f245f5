namespace Hodl.Core.Bilevel.Filters;

/// <summary>How the convolutions of the lower level are computed where no graph is kept.</summary>
public enum BankKind
{
    /// <summary>The fastest for the size by <see cref="BankRule"/>.</summary>
    Automatic,

    /// <summary>Direct convolution fused with φ′ and φ″, on the processor.</summary>
    Fused,

    /// <summary>The library's convolution.</summary>
    Library,

    /// <summary>Fourier transforms.</summary>
    Fourier,
}
