using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>
/// Translation to a single level (<c>single-level</c>, §4.3, (4.12)–(4.16)) for φ = |z|: near γ the minimiser keeps the zeros and signs
/// of Ωx̂, so it solves min ½‖Ax − y‖² + Σ w_k s_kᵀC_k x s.t. Ωx = 0 on I₀ (4.13), and its derivative is closed: with P the
/// projection onto that constraint, PAᵀAP q = P∇ₓℓ and g_k = −w_k⟨s_k, C_k q⟩. No corner is rounded; the lower level must be
/// solved until the signs have settled.
/// </summary>
/// <param name="lower">How far the lower level is solved.</param>
/// <param name="steps">The most steps of conjugate gradients.</param>
/// <param name="tolerance">Their tolerance.</param>
public sealed class SingleLevelGradient(LowerEffort lower, int steps, double tolerance) : IBilevelGradient
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The problem is not of this form.</exception>
    public BilevelGradient Compute(IBilevelProblem problem, Tensor upper, Tensor start, Tensor? adjoint, CancellationToken token)
    {
        if ((problem is MeteredProblem metered ? metered.Inner : problem) is not IFlatRegions flat)
        {
            throw new ArgumentException("single-level is for φ = |z|.", nameof(problem));
        }

        var x = lower.Solve(problem, upper, start, token).X;
        var loss = problem.LossGradients(x, upper);
        using var second = problem.Linearize(x, upper);
        var linear = ConjugateGradients.Solve(
            v => flat.Flatten(x, second.Hessian(v)), flat.Flatten(x, loss.OverLower),
            adjoint is null ? null : flat.Flatten(x, adjoint), tolerance, steps, token);
        return new(loss.Loss, loss.OverUpper - second.CrossTransposed(linear.Q[0]), x, linear.Q[0]) { Linear = linear };
    }
}
