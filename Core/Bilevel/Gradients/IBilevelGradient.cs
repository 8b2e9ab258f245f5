using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>A way from γ to ∇ℓ(γ), as chapter 4 of the review names them.</summary>
public interface IBilevelGradient
{
    /// <summary>Solves the lower level as far as the way asks for and gives ℓ and its gradient.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="upper">γ.</param>
    /// <param name="start">Where the lower level starts.</param>
    /// <param name="adjoint">q of the last call, to start the next linear solve with; null for none.</param>
    /// <param name="token">Checked once a lower-level step.</param>
    BilevelGradient Compute(IBilevelProblem problem, Tensor upper, Tensor start, Tensor? adjoint, CancellationToken token);
}
