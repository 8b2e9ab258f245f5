using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>The proximal operator of θ‖·‖₁: sign(z)·max(|z| − θ, 0).</summary>
public static class SoftThreshold
{
    /// <summary>The threshold, coordinate by coordinate; differentiable in both.</summary>
    /// <param name="z">Any shape.</param>
    /// <param name="theta">θ ≥ 0, broadcastable to z.</param>
    public static Tensor Apply(Tensor z, Tensor theta) => (z - theta).relu() - (-z - theta).relu();
}
