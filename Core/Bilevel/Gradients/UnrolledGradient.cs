using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>
/// The unrolled approach (<c>unrolled</c>), (4.18) in reverse, (B.2): with x⁽ᵗ⁾ = x⁽ᵗ⁻¹⁾ − α∇ₓΦ, λ = ∇ₓℓ(x⁽ᵀ⁾), and for
/// t = T…1: g ← g − α(∇ₓᵧΦ(x⁽ᵗ⁻¹⁾))ᵀλ, λ ← λ − α∇ₓₓΦ(x⁽ᵗ⁻¹⁾)λ. α does not move with γ. Only every ⌈√T⌉-th iterate is kept,
/// the others are computed again, so memory grows with √T. Truncated to the last M steps it takes x⁽ᵀ⁻ᴹ⁾ for a constant.
/// </summary>
/// <param name="steps">T ≥ 1.</param>
/// <param name="last">M; null for T.</param>
/// <param name="rate">α; null for 1/L.</param>
public sealed class UnrolledGradient(int steps, int? last = null, double? rate = null) : IBilevelGradient
{
    /// <inheritdoc/>
    public BilevelGradient Compute(IBilevelProblem problem, Tensor upper, Tensor start, Tensor? adjoint, CancellationToken token)
    {
        var alpha = rate ?? (1 / problem.Smoothness(upper));
        var first = Math.Max(0, steps - (last ?? steps));
        var x = LowerDescent.Run(problem, DescentKind.Gradient, upper, start, 0, first, token, alpha).X;
        var length = (int)Math.Ceiling(Math.Sqrt(steps - first));
        var kept = new List<(int Count, Tensor X)>();
        for (var t = first; t < steps; t += length)
        {
            var count = Math.Min(length, steps - t);
            kept.Add((count, x));
            x = LowerDescent.Run(problem, DescentKind.Gradient, upper, x, 0, count, token, alpha).X;
        }

        var loss = problem.LossGradients(x, upper);
        var (gradient, lambda) = (loss.OverUpper.clone(), loss.OverLower.clone());
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            using var scope = NewDisposeScope();
            foreach (var point in Enumerable.Reverse(Segment(problem, upper, kept[i], alpha, token)))
            {
                using var inner = NewDisposeScope();
                using var second = problem.Linearize(point, upper);
                gradient.add_(second.CrossTransposed(lambda), -alpha);
                lambda.add_(second.Hessian(lambda), -alpha);
            }
        }

        return new(loss.Loss, gradient, x) { Unrolled = steps, LowerRate = alpha };
    }

    // The iterates that the steps of a segment start from.
    private static List<Tensor> Segment(IBilevelProblem problem, Tensor upper, (int Count, Tensor X) segment, double alpha, CancellationToken token)
    {
        var points = new List<Tensor> { segment.X };
        for (var t = 1; t < segment.Count; t++)
        {
            token.ThrowIfCancellationRequested();
            points.Add(points[^1].add(problem.LowerGradient(points[^1], upper), -alpha));
        }

        return points;
    }
}
