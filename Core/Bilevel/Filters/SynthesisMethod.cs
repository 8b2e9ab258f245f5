using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Solvers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>
/// The synthesis form of the lower level, (2.2) of the review with a convolutional dictionary: x̂ = D ẑ with
/// ẑ = argmin over z of ½‖A D z − y‖² + Σ_k s_k Σφ(z_k; ε), D z = Σ_k d_k ⋆ z_k (the adjoint of (d_k ∗ x)_k, circular), s_k = e^{β0 + βk}.
/// γ = (β, d), both learned; the state is z, [B, K, H, W]. L = σ₁²(A)‖D‖² + L_φ′ max s_k.
/// </summary>
/// <param name="parameters">γ; its filters are the atoms d, [K, 1, kh, kw].</param>
/// <param name="penalty">φ.</param>
/// <param name="model">A.</param>
public sealed class SynthesisMethod(FilterParameters parameters, Penalty penalty, IForwardModel model) : IUnrolledMethod
{
    /// <inheritdoc/>
    public nn.Module Omega => parameters;

    /// <inheritdoc/>
    public bool IsStationary => true;

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => At(batch.Input);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => At(batch.Input);

    /// <inheritdoc/>
    public void Settle()
    {
    }

    /// <summary>D z, [B, 1, H, W], part of the graph of d.</summary>
    public Tensor Image(Tensor z) => new CircularFilters(parameters.Filters).Adjoint(z);

    private MomentumDescent At(Tensor y)
    {
        var dictionary = new CircularFilters(parameters.Filters);
        var weights = parameters.Strengths().reshape(1, -1, 1, 1);
        Tensor Gradient(Tensor z) => dictionary.Apply(model.Adjoint(model.Apply(dictionary.Adjoint(z)) - y)) + (penalty.First(z) * weights);
        using var pulled = model.Adjoint(y);
        var ones = torch.ones(parameters.Filters.shape[0], parameters.Filters.dtype, parameters.Filters.device);
        var square = new Penalty(PenaltyKind.Quadratic, 1);
        var norm = FilterRegularizer.SpectralBound(square, parameters.Filters, ones, pulled.shape[2], pulled.shape[3]) / square.Curvature;
        return new(Gradient, (norm * model.SquaredNorm) + (weights.max() * penalty.Curvature));
    }
}
