using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>
/// Piggyback (<c>piggyback</c>; Griewank and Faure 2003, §4.4.2 of the review): the adjoint is computed along the forward
/// iterations, x ← x − α∇ₓΦ(x) and q ← q − α(∇ₓₓΦ(x) q − ∇ₓℓ(x)), one Hessian product a step and no iterate kept; then
/// g = ∇_γℓ − (∇ₓᵧΦ)ᵀq. Converges to (4.8) at the rate of the lower level.
/// </summary>
/// <param name="steps">T ≥ 1.</param>
/// <param name="rate">α; null for 1/L.</param>
public sealed class PiggybackGradient(int steps, double? rate = null) : IBilevelGradient
{
    /// <inheritdoc/>
    public BilevelGradient Compute(IBilevelProblem problem, Tensor upper, Tensor start, Tensor? adjoint, CancellationToken token)
    {
        var alpha = rate ?? (1 / problem.Smoothness(upper));
        var (x, q) = (start.clone(), adjoint?.clone() ?? zeros_like(start));
        for (var t = 0; t < steps; t++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var second = problem.Linearize(x, upper);
            q.add_(second.Hessian(q) - problem.LossGradients(x, upper).OverLower, -alpha);
            x.add_(problem.LowerGradient(x, upper), -alpha);
        }

        var loss = problem.LossGradients(x, upper);
        using var last = problem.Linearize(x, upper);
        return new(loss.Loss, loss.OverUpper - last.CrossTransposed(q), x, q);
    }
}
