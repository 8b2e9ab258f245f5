using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.SingleLevel;

/// <summary>
/// Transform learning (Ravishankar and Bresler 2013, 2015; (2.11) of the review): min over a square Ω and Z of
/// ‖ΩY − Z‖² + λ(‖Ω‖² − ln|det Ω|) s.t. ‖Z_i‖₀ ≤ s for every column. Z keeps the s largest entries of every column of ΩY; Ω is closed: with
/// YYᵀ + λI = LLᵀ and the SVD L⁻¹YZᵀ = QΣRᵀ, Ω = ½R(Σ + (Σ² + 2λI)^½)QᵀL⁻¹. The cost never grows.
/// </summary>
/// <param name="signals">Y, [N, J].</param>
/// <param name="sparsity">s.</param>
/// <param name="weight">λ &gt; 0.</param>
public sealed class TransformLearning(Tensor signals, int sparsity, double weight)
{
    /// <summary>One step from Ω, [N, N], to the next.</summary>
    public Tensor Step(Tensor omega)
    {
        using var scope = NewDisposeScope();
        var z = Sparse(omega);
        var factor = linalg.cholesky(signals.MatMul(signals.t()) + (eye(omega.shape[0], dtype: omega.dtype) * weight));
        var inverse = linalg.inv(factor);
        var (q, sigma, r) = linalg.svd(inverse.MatMul(signals).MatMul(z.t()));
        var stretched = (sigma + (sigma.square() + (2 * weight)).sqrt()) / 2;
        return (r.t() * stretched).MatMul(q.t()).MatMul(inverse).MoveToOuterDisposeScope();
    }

    /// <summary>The cost at Ω with its best Z.</summary>
    public double Cost(Tensor omega)
    {
        using var scope = NewDisposeScope();
        var fit = (omega.MatMul(signals) - Sparse(omega)).square().sum();
        var spread = omega.square().sum() - linalg.slogdet(omega).Item2;
        return (fit + (spread * weight)).item<double>();
    }

    private Tensor Sparse(Tensor omega)
    {
        var image = omega.MatMul(signals);
        var least = image.abs().topk(sparsity, 0).Item1.narrow(0, sparsity - 1, 1);
        return image * (image.abs() >= least).to(image.dtype);
    }
}
