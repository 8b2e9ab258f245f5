using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>
/// The minimiser approach (<c>ift</c>), (4.8): g = ∇_γℓ − (∇ₓᵧΦ)ᵀq with ∇ₓₓΦ q = ∇ₓℓ at the lower-level iterate. Its error
/// is in proportion to that of the lower level and of q.
/// </summary>
/// <param name="lower">How far the lower level is solved.</param>
/// <param name="kind">How the linear equation is.</param>
/// <param name="steps">The most steps on it.</param>
/// <param name="tolerance">‖∇ₓₓΦ q − ∇ₓℓ‖₂ at which they end.</param>
public sealed class MinimizerGradient(LowerEffort lower, LinearKind kind, int steps, double tolerance) : IBilevelGradient
{
    /// <inheritdoc/>
    public BilevelGradient Compute(IBilevelProblem problem, Tensor upper, Tensor start, Tensor? adjoint, CancellationToken token)
    {
        var x = lower.Solve(problem, upper, start, token).X;
        var loss = problem.LossGradients(x, upper);
        using var second = problem.Linearize(x, upper);
        var linear = kind == LinearKind.ConjugateGradient
            ? ConjugateGradients.Solve(second.Hessian, loss.OverLower, adjoint, tolerance, steps, token)
            : null;
        var q = linear is not null ? linear.Q[0]
            : kind == LinearKind.Neumann ? Neumann.Sum(second.Hessian, loss.OverLower, 1 / problem.Smoothness(upper), steps, token)
            : linalg.solve(LowerSystem.Hessian(second, x), loss.OverLower.flatten()).reshape(x.shape);
        return new(loss.Loss, loss.OverUpper - second.CrossTransposed(q), x, q) { Linear = linear };
    }
}
