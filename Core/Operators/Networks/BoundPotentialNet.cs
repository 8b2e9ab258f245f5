using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>A <see cref="PotentialNet"/> for one batch and one ω.</summary>
/// <param name="W">Normalised W, [h, n].</param>
/// <param name="Offset">Vb + c, [B, h], or c, [h].</param>
/// <param name="Step">g, a scalar tensor.</param>
public sealed record BoundPotentialNet(Tensor W, Tensor Offset, Tensor Step) : IBoundOperator
{
    /// <inheritdoc/>
    public IWeightedNorm G => EuclideanNorm.Instance;

    /// <inheritdoc/>
    public State Apply(State u) => new(u[0] + Shift(u[0]));

    /// <summary>−g Wᵀrelu(Wz + Vb + c) for z [B, n].</summary>
    public Tensor Shift(Tensor z) => -Step * (z.matmul(W.t()) + Offset).relu().matmul(W);
}
