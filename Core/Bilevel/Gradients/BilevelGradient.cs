using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>ℓ(γ) with its gradient.</summary>
/// <param name="Loss">ℓ at the lower-level iterate.</param>
/// <param name="Gradient">∇ℓ(γ), [R].</param>
/// <param name="Lower">The lower-level iterate.</param>
/// <param name="Adjoint">q ≈ (∇ₓₓΦ)⁻¹∇ₓℓ; null where the way has none.</param>
public sealed record BilevelGradient(double Loss, Tensor Gradient, Tensor Lower, Tensor? Adjoint = null)
{
    /// <summary>T where it is the gradient of ℓ after T lower steps; null where it is that of the minimizer.</summary>
    public int? Unrolled { get; init; }

    /// <summary>α of those steps.</summary>
    public double? LowerRate { get; init; }

    /// <summary>The same for whoever certifies the step.</summary>
    /// <param name="upper">γ.</param>
    /// <param name="start">Where the lower level started.</param>
    public HandedGradient Handed(Tensor upper, Tensor start) => new(Gradient, upper, start, Lower) { Unrolled = Unrolled, LowerRate = LowerRate };

    /// <summary>What the linear solver says of q; null where there is none, or none that can fail.</summary>
    public LinearSolution? Linear { get; init; }

    /// <summary>What the numbers cannot say of the gradient: a linear equation that was not solved. Null when all is well.</summary>
    public string? Warning =>
        Linear is null ? null :
            Linear.Warning ?? (Linear.Residual >= 1 ? LinearSolution.NoBetterThanZero(Linear.Residual.Value, Linear.Steps) : null);
}
