using Hodl.Core.Data;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// f(u) = ‖Qu − b‖² (no ½, as in Eq. (9)), ∇f(u) = 2Qᵀ(Qu − b), ∇²f = 2QᵀQ, for u [B, n], b [B, m], Q [m, n].
/// The Gram form u·(2QᵀQ) − 2Qᵀb costs n² a row instead of 2mn and is used where n &lt; 2m.
/// </summary>
public sealed class LeastSquares : IDataTerm
{
    private readonly Tensor hessian;  // 2QᵀQ, [n, n]

    /// <summary>The data term of a matrix; what it computes belongs to the caller's dispose scope.</summary>
    /// <param name="q">Q, [m, n].</param>
    public LeastSquares(Tensor q)
    {
        using var scope = NewDisposeScope();
        Q = q;
        hessian = (q.t().MatMul(q) * 2.0).MoveToOuterDisposeScope();
        var exact = q.to(float64);
        Curvature = 2 * linalg.eigvalsh(exact.shape[0] < exact.shape[1] ? exact.MatMul(exact.t()) : exact.t().MatMul(exact))
            .max().cpu().item<double>();
    }

    /// <summary>Q, [m, n].</summary>
    public Tensor Q { get; }

    /// <summary>2QᵀQ, [n, n].</summary>
    public Tensor Hessian => hessian;

    /// <summary>Whether the Gram form is the cheaper one.</summary>
    public bool UsesGram => Q.shape[1] < 2 * Q.shape[0];

    /// <inheritdoc/>
    public double Curvature { get; }

    /// <summary>2Qᵀb as rows, [B, n].</summary>
    public Tensor Correlation(Batch batch) => batch.Input.MatMul(Q) * 2.0;

    /// <inheritdoc/>
    public Func<Tensor, Tensor> GradientAt(Batch batch)
    {
        if (UsesGram)
        {
            var correlation = Correlation(batch);
            return u => u.MatMul(hessian) - correlation;
        }

        var transposed = Q.t();
        return u => (u.MatMul(transposed) - batch.Input).MatMul(Q) * 2.0;
    }

    /// <inheritdoc/>
    public Tensor Value(Tensor u, Batch batch) => (u.MatMul(Q.t()) - batch.Input).square().sum(1);
}
