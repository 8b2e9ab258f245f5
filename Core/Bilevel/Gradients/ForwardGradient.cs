using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>
/// The unrolled approach in forward mode (<c>forward</c>), (B.3): Z ← Z − α(∇ₓₓΦ Z + ∇ₓᵧΦ) beside x ← x − α∇ₓΦ, then
/// g = ∇_γℓ + Zᵀ∇ₓℓ. Memory does not grow with T, but every step takes R products of each kind.
/// </summary>
/// <param name="steps">T ≥ 1.</param>
/// <param name="rate">α; null for 1/L.</param>
public sealed class ForwardGradient(int steps, double? rate = null) : IBilevelGradient
{
    /// <inheritdoc/>
    public BilevelGradient Compute(IBilevelProblem problem, Tensor upper, Tensor start, Tensor? adjoint, CancellationToken token)
    {
        var alpha = rate ?? (1 / problem.Smoothness(upper));
        var size = (int)upper.numel();
        Tensor[] units = [.. Enumerable.Range(0, size).Select(i => Euclid.Unit(size, i, upper))];
        Tensor[] tangents = [.. units.Select(_ => zeros_like(start))];
        var x = start.clone();
        for (var t = 0; t < steps; t++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var second = problem.Linearize(x, upper);
            for (var i = 0; i < size; i++)
            {
                tangents[i].add_(second.Hessian(tangents[i]) + second.Cross(units[i]), -alpha);
            }

            x.add_(problem.LowerGradient(x, upper), -alpha);
        }

        var loss = problem.LossGradients(x, upper);
        var through = tensor(tangents.Select(tangent => Euclid.Dot(tangent, loss.OverLower)).ToArray()).to(upper.dtype).to(upper.device);
        return new(loss.Loss, loss.OverUpper + through, x) { Unrolled = steps, LowerRate = alpha };
    }
}
