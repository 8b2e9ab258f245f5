using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>
/// H = blockdiag(P − βAᵀA, I/β) of ALM for A = [Q I] and any Q: products by formula, roots and inverses by a Cholesky
/// factorisation of the (n+m)×(n+m) block, done when first asked for. State (u, u_n, λ), [B, n], [B, m], [B, m].
/// </summary>
/// <param name="dictionary">Q.</param>
/// <param name="steps">β, τ_u, τ_n.</param>
public sealed class LinearizedAlmMetric(BoundAtoms dictionary, AlmSteps steps) : IWeightedNorm
{
    private DenseMetric? dense;

    /// <inheritdoc/>
    public Tensor LambdaMin => minimum(Dense.LambdaMin, steps.Beta.reciprocal());

    /// <inheritdoc/>
    public bool IsDiagonal => false;

    private DenseMetric Dense => dense ??= new DenseMetric(Matrix());

    /// <inheritdoc/>
    public State Apply(State u)
    {
        var pull = steps.Beta * (dictionary.Synthesize(u[0]) + u[1]);
        return new((u[0] / steps.TauU) - dictionary.Analyze(pull), (u[1] / steps.TauN) - pull, u[2] / steps.Beta);
    }

    /// <inheritdoc/>
    public State Inverse(State u) => Joined(u, Dense.Inverse, steps.Beta);

    /// <inheritdoc/>
    public State Sqrt(State u) => Joined(u, Dense.Sqrt, steps.Beta.rsqrt());

    /// <inheritdoc/>
    public State InverseSqrt(State u) => Joined(u, Dense.InverseSqrt, steps.Beta.sqrt());

    /// <summary>‖u‖_H from ⟨u, Hu⟩, without the factorisation.</summary>
    public Tensor Norm(State u) => u.Inner(Apply(u)).clamp_min(0.0).sqrt();

    private static State Joined(State u, Func<Tensor, Tensor> function, Tensor lambda)
    {
        var n = u[0].shape[1];
        var x = function(cat([u[0], u[1]], 1));
        return new(x.narrow(1, 0, n), x.narrow(1, n, u[1].shape[1]), u[2] * lambda);
    }

    private Tensor Matrix()
    {
        var q = dictionary.Q;
        var (m, n) = (q.shape[0], q.shape[1]);
        var a = cat([q, eye(m, dtype: q.dtype, device: q.device)], 1);
        var p = cat([ones(n, q.dtype, q.device) / steps.TauU, ones(m, q.dtype, q.device) / steps.TauN], 0);
        return diag(p) - (steps.Beta * a.t().MatMul(a));
    }
}
