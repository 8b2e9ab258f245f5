using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// A <see cref="ConvexPotentialNet"/> with its weights normalised, as the K iterations of one outer step use it. The
/// tensors are open so that a hand-written adjoint can take gradients with respect to them and leave what lies before —
/// the normalisation, V b — to autograd.
/// </summary>
/// <param name="Layers">The layers in order.</param>
public sealed record BoundConvexPotential(IReadOnlyList<BoundConvexPotential.Layer> Layers) : IBoundOperator
{
    /// <inheritdoc/>
    public IWeightedNorm G => EuclideanNorm.Instance;

    /// <inheritdoc/>
    public State Apply(State u)
    {
        var x = u[0];
        foreach (var layer in Layers)
        {
            x = x - (layer.Step * (x.MatMul(layer.Weight.t()) + layer.Offset).relu().MatMul(layer.Weight));
        }

        return new(x);
    }

    /// <summary>u − t Wᵀrelu(W u + e).</summary>
    /// <param name="Weight">Normalised W, [width, n].</param>
    /// <param name="Offset">e = V b + c, [B, width], or c, [width].</param>
    /// <param name="Step">t, a scalar.</param>
    public sealed record Layer(Tensor Weight, Tensor Offset, Tensor Step);
}
