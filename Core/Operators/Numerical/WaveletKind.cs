namespace Hodl.Core.Operators.Numerical;

/// <summary>Orthonormal wavelets with compact support.</summary>
public enum WaveletKind
{
    /// <summary>Haar: two taps, one vanishing moment.</summary>
    Haar,

    /// <summary>Daubechies' wavelet with four taps and two vanishing moments.</summary>
    Daubechies4,
}
