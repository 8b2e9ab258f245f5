using Hodl.Core.Data;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// ALM, proximal and linearised, for min κ‖u‖₁ + Σ w(b_i)|u_{n,i}| s.t. Qu + u_n = b (Table 2). State (u, u_n, λ), [B, n],
/// [B, m], [B, m]; with r = λ + β(Qu + u_n − b):
/// u⁺ = soft(u − τ_u Qᵀr, τ_u κ), u_n⁺ = soft(u_n − τ_n r, τ_n w), λ⁺ = λ + β(Qu⁺ + u_n⁺ − b).
/// One step of the proximal point method, so firmly non-expansive in H = blockdiag(P − βAᵀA, I/β), A = [Q I],
/// P = blockdiag(I/τ_u, I/τ_n); <see cref="AlmParameters"/> keeps H ≻ 0 for every ω, and w &gt; 0 keeps the problem convex.
/// ω: β, θ, κ, a learned Q, and w.
/// </summary>
/// <param name="dictionary">Q.</param>
/// <param name="options">Start values.</param>
/// <param name="noise">w; null for w = 1.</param>
public sealed class ProximalAlm(PatchAtoms dictionary, AlmOptions options, ImpulseModel? noise = null)
    : LinearizedMethod(nameof(ProximalAlm), dictionary, options, noise)
{
    /// <summary>D_num for this batch, as its own type.</summary>
    public BoundProximalAlm Bind(Batch batch)
    {
        var atoms = Dictionary.Bind();
        return new(atoms, Hyper.Bind(atoms), batch.Input, Noise?.Weights(batch.Input));
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch) => Bind(batch);
}
