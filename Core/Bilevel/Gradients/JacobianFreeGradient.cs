using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>
/// Jacobian-free (<c>jacobian-free</c>; Fung et al. 2022, §7.2 of the review): (4.8) with q = ∇ₓℓ/L, as if ∇ₓₓΦ were L·I.
/// No Hessian product; biased, and a descent direction where the lower level is well conditioned.
/// </summary>
/// <param name="lower">How far the lower level is solved.</param>
public sealed class JacobianFreeGradient(LowerEffort lower) : IBilevelGradient
{
    /// <inheritdoc/>
    public BilevelGradient Compute(IBilevelProblem problem, Tensor upper, Tensor start, Tensor? adjoint, CancellationToken token)
    {
        var x = lower.Solve(problem, upper, start, token).X;
        var loss = problem.LossGradients(x, upper);
        using var second = problem.Linearize(x, upper);
        var q = loss.OverLower / problem.Smoothness(upper);
        return new(loss.Loss, loss.OverUpper - second.CrossTransposed(q), x, q);
    }
}
