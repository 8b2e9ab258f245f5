using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// PG on a least-squares term, alone or after a fully connected D_net, as a <see cref="ShrinkageChain"/>. With
/// p = G^{-1/2} N(G^{1/2} u), H = 2QᵀQ, c = 2Qᵀb and the step s = γG^{-1}, PG takes the soft threshold of
/// z = p − s ⊙ (pH − c) = p A + s ⊙ c with A = I − H diag(s). The last layer of N, p = (h Wᵀ + w) ⊙ g^{-1/2}, and A
/// multiply into one matrix, and G^{1/2} goes into the first. The tensors stay in the graph of ω.
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
            BoundComposed { Numerical: BoundProximalGradient pg, Network: BoundFullyConnected net } => (pg, net),
            BoundProximalGradient pg => (pg, (BoundFullyConnected?)null),
            _ => (null, null),
        };
        if (gradient is null || Data(d) is not { } data)
        {
            throw new ArgumentException($"{d.GetName()} is no proximal gradient step after a fully connected net.", nameof(d));
        }

        using var scope = NewDisposeScope();
        var correlation = data.Correlation(batch);
        var theta = gradient.Threshold.expand(data.Hessian.shape[0]).contiguous();
        var chain = network is null
            ? new ShrinkageChain([Affine(data.Hessian, gradient.Step)], [correlation * gradient.Step], theta, alpha)
            : Fold(network, gradient, data.Hessian, correlation, theta, alpha);
        foreach (var tensor in chain.Tensors)
        {
            tensor.MoveToOuterDisposeScope();
        }

        return chain;
    }

    private static ShrinkageChain Fold(
        BoundFullyConnected network, BoundProximalGradient gradient, Tensor hessian, Tensor correlation, Tensor theta, double alpha)
    {
        var last = network.Weights.Count - 1;
        Tensor[] matrices = [.. network.Weights.Select(weight => weight.t())];                 // Wᵀ, [in, out]
        Tensor[] offsets = [.. network.Biases.Select(bias => bias.alias())];
        if (gradient.G is not EuclideanNorm)
        {
            var root = gradient.G.Sqrt(new State(theta.ones_like().unsqueeze(0)))[0];          // √g, [1, n]
            matrices[0] = root.t() * matrices[0];
            matrices[last] = matrices[last] / root;
            offsets[last] = (offsets[last] / root).squeeze(0);
        }

        if (network.Injected is not null)
        {
            offsets[0] = offsets[0] + network.Injected;
        }

        (matrices[last], offsets[last]) = LastLayer(matrices[last], offsets[last], hessian, correlation, gradient.Step);
        return new ShrinkageChain(matrices, offsets, theta, alpha);
    }

    /// <summary>
    /// Wᵀ A and w A + s ⊙ c. All K iterations use these values, so an error in them does not average out as that of an
    /// iteration does: they are computed in float64 and rounded once. The derivative is that of the products in ω's type.
    /// </summary>
    private static (Tensor Matrix, Tensor Offset) LastLayer(Tensor weight, Tensor bias, Tensor hessian, Tensor correlation, Tensor step)
    {
        var (matrix, offset) = Product(weight, bias, hessian, correlation, step);
        if (weight.dtype == ScalarType.Float64)
        {
            return (matrix, offset);
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (exact, shift) = Product(weight.to(float64), bias.to(float64), hessian.to(float64), correlation.to(float64), step.to(float64));
        var (missing, missingShift) = ((exact - matrix).to(weight.dtype), (shift - offset).to(weight.dtype));
        using var graded = enable_grad();
        return ((matrix + missing).MoveToOuterDisposeScope(), (offset + missingShift).MoveToOuterDisposeScope());
    }

    private static (Tensor Matrix, Tensor Offset) Product(Tensor weight, Tensor bias, Tensor hessian, Tensor correlation, Tensor step)
    {
        var affine = Affine(hessian, step);
        return (weight.matmul(affine), bias.unsqueeze(0).matmul(affine) + (correlation * step));
    }

    private static Tensor Affine(Tensor hessian, Tensor step) =>
        eye(hessian.shape[0], dtype: hessian.dtype, device: hessian.device) - (hessian * step);  // A, [n, n]

    private static LeastSquares? Data(LearnedOperator d) => d switch
    {
        ProximalGradient { Data: LeastSquares data } => data,
        Composed { Numerical: ProximalGradient { Data: LeastSquares data }, Network: FullyConnectedNet { Averaged: false } } => data,
        _ => null,
    };
}
