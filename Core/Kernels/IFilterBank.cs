using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// The regulariser R(x) = Σ_k s_k Σ_i φ((c_k ∗ x)_i) of the review's (Ex), outside of any graph: its gradient, products with
/// its Hessian and the mixed derivatives that the implicit gradient (4.8) needs, all written by hand. Circular borders;
/// (c ∗ x)(i, j) = Σ c(a, b) x(i + a − ⌊kh/2⌋, j + b − ⌊kw/2⌋), as libraries have it: the sign of the shift and the flip of
/// the textbook's convolution change neither R nor what is learned but by a flip of the filters.
/// The plain reference is <see cref="Hodl.Core.Imaging.FilterRegularizer"/>.
/// </summary>
public interface IFilterBank : IDisposable
{
    /// <summary>As shown, such as <c>fused 512-bit</c>.</summary>
    string Name { get; }

    /// <summary>Takes the filters; everything after reads these.</summary>
    /// <param name="filters">c, [K, 1, kh, kw].</param>
    /// <param name="strengths">s &gt; 0, [K].</param>
    void Bind(Tensor filters, Tensor strengths);

    /// <summary>∇R(x) = Σ_k s_k C_kᵀ φ′(C_k x), [B, 1, H, W].</summary>
    Tensor Gradient(Tensor x);

    /// <summary>Keeps what products at x share: s_k φ″(C_k x).</summary>
    void Linearize(Tensor x);

    /// <summary>∇²R(x) v = Σ_k s_k C_kᵀ diag(φ″(C_k x)) C_k v at the x of <see cref="Linearize"/>, [B, 1, H, W].</summary>
    Tensor Product(Tensor v);

    /// <summary>The gradient of ⟨∇R(x), q⟩ over c, [K, 1, kh, kw], and over s, [K], at the x of <see cref="Linearize"/>.</summary>
    (Tensor Filters, Tensor Strengths) Mixed(Tensor q);
}
