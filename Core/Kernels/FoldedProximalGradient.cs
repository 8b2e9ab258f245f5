using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// PG on a least-squares term, alone or after a fully connected D_net, as a <see cref="ShrinkageChain"/>. With
/// p = G^{-1/2} N(G^{1/2} u), H = 2QᵀQ, c = 2Qᵀb and the step s = γG^{-1}, PG takes the soft threshold of
/// z = p − s ⊙ (pH − c) = p S + s ⊙ c with S = I − H diag(s). The last layer of N, p = (h Wᵀ + w) ⊙ g^{-1/2}, and S
/// multiply into one matrix, and G^{1/2} goes into the first. A residual net adds u S. The tensors stay in the graph of ω.
/// </summary>
public static class FoldedProximalGradient
{
    /// <summary>Whether this operator has that form.</summary>
    public static bool Knows(LearnedOperator d) => Data(d) is not null;

    /// <summary>The chain of T = (1 − α) I + α D.</summary>
    /// <param name="d">An operator that <see cref="Knows"/> accepts.</param>
    /// <param name="bound">The same, bound to the batch.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="alpha">α.</param>
    /// <exception cref="ArgumentException">The operator has another form.</exception>
    public static ShrinkageChain Fold(LearnedOperator d, IBoundOperator bound, Batch batch, double alpha)
    {
        var (gradient, network) = bound switch
        {
            BoundComposed { Numerical: BoundProximalGradient pg } composed => (pg, composed.Network),
            BoundProximalGradient pg => (pg, null),
            _ => (null, null),
        };
        if (gradient is null || Data(d) is not { } data)
        {
            throw new ArgumentException($"{d.GetName()} is no proximal gradient step after a fully connected net.", nameof(d));
        }

        using var scope = NewDisposeScope();
        var theta = gradient.Threshold.expand(data.Hessian.shape[0]).contiguous();
        var root = gradient.G is EuclideanNorm ? null : gradient.G.Sqrt(new State(theta.ones_like().unsqueeze(0)))[0];  // √g, [1, n]
        var last = new LastLayer(new GradientStep(data.Hessian, gradient.Step), data.Correlation(batch));
        var chain = network switch
        {
            BoundFullyConnected net => Fold(net, root, last, theta, alpha),
            BoundConvexPotential net => Fold(net.Layers[0], root, last, theta, alpha),
            _ => new ShrinkageChain([last.Gradient.Matrix], [last.Shift], theta, alpha),
        };
        foreach (var tensor in chain.Tensors)
        {
            tensor.MoveToOuterDisposeScope();
        }

        return chain;
    }

    private static ShrinkageChain Fold(BoundFullyConnected network, Tensor? root, LastLayer last, Tensor theta, double alpha)
    {
        var top = network.Weights.Count - 1;
        Tensor[] matrices = [.. network.Weights.Select(weight => weight.t())];  // Wᵀ, [in, out]
        Tensor[] offsets = [.. network.Biases.Select(bias => bias.alias())];
        if (root is not null)
        {
            matrices[0] = root.t() * matrices[0];
            matrices[top] = matrices[top] / root;
            offsets[top] = offsets[top] / root.squeeze(0);
        }

        if (network.Injected is not null)
        {
            offsets[0] = offsets[0] + network.Injected;
        }

        (matrices[top], offsets[top]) = last.After(matrices[top], offsets[top]);
        return new ShrinkageChain(matrices, offsets, theta, alpha);
    }

    // p = u − t (h W) ⊙ g^{-1/2}: the residual's way is the skip.
    private static ShrinkageChain Fold(BoundConvexPotential.Layer layer, Tensor? root, LastLayer last, Tensor theta, double alpha)
    {
        var scaled = root is null ? layer.Weight : layer.Weight * root;
        var (matrix, offset) = last.After((root is null ? layer.Weight : layer.Weight / root) * -layer.Step, null);
        return new ShrinkageChain([scaled.t(), matrix], [layer.Offset.alias(), offset], theta, alpha, last.Gradient with { Step = last.Gradient.Step.alias() });
    }

    private static LeastSquares? Data(LearnedOperator d) => d switch
    {
        ProximalGradient { Data: LeastSquares data } => data,
        Composed { Numerical: ProximalGradient { Data: LeastSquares data }, Network: FullyConnectedNet { Averaged: false } or ConvexPotentialNet { Layers: 1 } } => data,
        _ => null,
    };
}
