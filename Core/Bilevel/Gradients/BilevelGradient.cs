using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>ℓ(γ) with its gradient.</summary>
/// <param name="Loss">ℓ at the lower-level iterate.</param>
/// <param name="Gradient">∇ℓ(γ), [R].</param>
/// <param name="Lower">The lower-level iterate.</param>
/// <param name="Adjoint">q ≈ (∇ₓₓΦ)⁻¹∇ₓℓ; null where the way has none.</param>
public sealed record BilevelGradient(double Loss, Tensor Gradient, Tensor Lower, Tensor? Adjoint = null);
