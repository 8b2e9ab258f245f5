using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>The gradient that an upper-level step took, with what it was computed from; for certificates, not for the next step.</summary>
/// <param name="Gradient">g, [R].</param>
/// <param name="Upper">γ where it was taken.</param>
/// <param name="LowerStart">Where the lower level started.</param>
/// <param name="Lower">The lower-level iterate that it was taken at.</param>
public sealed record HandedGradient(Tensor Gradient, Tensor Upper, Tensor LowerStart, Tensor Lower)
{
    /// <summary>T where it is that of ℓ after T lower steps; null where it is that of the minimizer.</summary>
    public int? Unrolled { get; init; }

    /// <summary>α of those steps.</summary>
    public double? LowerRate { get; init; }
}
