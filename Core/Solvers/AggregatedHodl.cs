using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Projections;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// aHODL, Eq. (4), k = 1…K:
/// v_l = T(u^{k−1}, ω); v_u = u^{k−1} − s_k G_ω^{-1} ∂ℓ/∂u(u^{k−1}, ω) with s_k = s/(k+1);
/// u^k = Proj_{U,G}(μ v_u + (1−μ) v_l). The hypergradient through it keeps the second-order terms of ∂ℓ/∂u.
/// Converges to argmin ℓ over the fixed points for μ ∈ (0, 1), 0 &lt; s &lt; λ_min(G_lb)/L_ℓ (Theorem 3.1); μ = 0 is
/// sHODL.
/// </summary>
/// <param name="d">D for one batch and one ω.</param>
/// <param name="loss">ℓ.</param>
/// <param name="batch">The batch that ℓ reads.</param>
/// <param name="alpha">α ∈ (0, 1).</param>
/// <param name="mu">μ ∈ [0, 1).</param>
/// <param name="s">s, the step before its decay.</param>
/// <param name="projection">Proj_{U,G}.</param>
public sealed class AggregatedHodl(
    IBoundOperator d, ILoss loss, Batch batch, double alpha, double mu, double s, IProjection projection) : ISolver
{
    private readonly KrasnoselskiiMann t = new(d, alpha);

    /// <inheritdoc/>
    public int? Limit => null;

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate)
    {
        var u = iterate.U;
        var k = iterate.K + 1;
        var lower = t.Apply(u);
        var upper = u.Add(d.G.Inverse(loss.Gradient(u, batch)), -s / (k + 1));
        var aggregated = lower.Add(upper - lower, mu);  // (1−μ) v_l + μ v_u
        return new(projection.Project(aggregated, d.G), k);
    }

    /// <inheritdoc/>
    public Tensor Optimality(Iterate iterate) => t.Optimality(iterate);
}
