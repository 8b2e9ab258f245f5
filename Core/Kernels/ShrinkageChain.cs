using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// T(u) = u + α (S_θ(z) − u) with h₀ = u, h_i = relu(h_{i−1} M_i + e_i) for i &lt; L, z = h_{L−1} M_L + e_L (+ u S), and
/// S_θ the soft threshold. Every PG ∘ D_net with a quadratic f and a fully connected D_net has this form: PG's gradient
/// step is affine and so is the network's last layer, so their matrices multiply into one, once for all K iterations.
/// </summary>
/// <param name="Matrices">M_i, [width i−1, width i]; width 0 and width L are n.</param>
/// <param name="Offsets">e_i, [B, width i], or [width i] for all rows alike; contiguous.</param>
/// <param name="Theta">θ ≥ 0, [n], contiguous.</param>
/// <param name="Alpha">α in (0, 1].</param>
/// <param name="Skip">S, where the network is residual; null without.</param>
public sealed record ShrinkageChain(
    IReadOnlyList<Tensor> Matrices, IReadOnlyList<Tensor> Offsets, Tensor Theta, double Alpha, GradientStep? Skip = null)
{
    /// <summary>L.</summary>
    public int Layers => Matrices.Count;

    /// <summary>What a gradient is taken of: θ, M₁…M_L, e₁…e_L, and s where there is a skip.</summary>
    public IReadOnlyList<Tensor> Tensors => Skip is null ? [Theta, .. Matrices, .. Offsets] : [Theta, .. Matrices, .. Offsets, Skip.Step];

    /// <summary>
    /// T(u) by plain tensor operations, differentiable any number of times: the reference of <see cref="UnrolledShrinkage"/>.
    /// </summary>
    /// <param name="u">[B, n].</param>
    public Tensor Apply(Tensor u)
    {
        var h = u;
        for (var i = 0; i < Layers - 1; i++)
        {
            h = (h.MatMul(Matrices[i]) + Offsets[i]).relu();
        }

        var z = h.MatMul(Matrices[^1]) + Offsets[^1];
        if (Skip is not null)
        {
            z = z + u.MatMul(Skip.Matrix);
        }

        return u.add((z - Theta).relu() - (-z - Theta).relu() - u, Alpha);
    }
}
