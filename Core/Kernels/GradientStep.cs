using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// The linear part of a gradient step on a quadratic, u ↦ u S with S = I − H diag(s). H is no learning variable; s is,
/// and its gradient needs no matrix product of its own when it is one number.
/// </summary>
/// <param name="Hessian">H, [n, n], symmetric.</param>
/// <param name="Step">s &gt; 0, one number or [n].</param>
public sealed record GradientStep(Tensor Hessian, Tensor Step)
{
    /// <summary>S, [n, n].</summary>
    public Tensor Matrix => eye(Hessian.shape[0], dtype: Hessian.dtype, device: Hessian.device) - (Hessian * Step);
}
