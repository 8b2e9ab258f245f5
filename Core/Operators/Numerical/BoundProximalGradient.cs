using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// PG for one batch and one ω. The tensors are open so that a hand-written adjoint can take gradients with respect to
/// them and leave what lies before — the reparametrisations — to autograd.
/// </summary>
/// <param name="Gradient">∇f for the batch.</param>
/// <param name="Step">γ/G_i: a scalar or [n].</param>
/// <param name="Threshold">κγ/G_i: a scalar or [n].</param>
/// <param name="G">The metric.</param>
public sealed record BoundProximalGradient(Func<Tensor, Tensor> Gradient, Tensor Step, Tensor Threshold, IWeightedNorm G) : IBoundOperator
{
    /// <inheritdoc/>
    public State Apply(State u) => new(SoftThreshold.Apply(u[0] - (Step * Gradient(u[0])), Threshold));
}
