using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// A fully connected D_net with its weights normalised, as the K iterations of one outer step use it. The tensors are
/// open so that a hand-written adjoint can take gradients with respect to them and leave what lies before — the
/// normalisation, Vb — to autograd.
/// </summary>
/// <param name="Weights">Normalised W_i, [out, in].</param>
/// <param name="Biases">c_i, [out].</param>
/// <param name="Injected">Vb, [B, first width]; null without conditioning.</param>
/// <param name="Averaged">½(u + N(u)) instead of N(u).</param>
public sealed record BoundFullyConnected(
    IReadOnlyList<Tensor> Weights, IReadOnlyList<Tensor> Biases, Tensor? Injected, bool Averaged) : IBoundOperator
{
    /// <inheritdoc/>
    public IWeightedNorm G => EuclideanNorm.Instance;

    /// <inheritdoc/>
    public State Apply(State u)
    {
        var h = nn.functional.linear(u[0], Weights[0], Biases[0]);
        if (Injected is not null)
        {
            h = h + Injected;
        }

        for (var i = 1; i < Weights.Count; i++)
        {
            h = nn.functional.linear(h.relu(), Weights[i], Biases[i]);
        }

        return new(Averaged ? (u[0] + h) * 0.5 : h);
    }
}
