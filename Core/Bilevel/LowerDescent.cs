using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>
/// Descends Φ(·; γ) by its gradients: y⁺ = x − ∇ₓΦ(x)/L, then x⁺ = y⁺ for gradient descent,
/// x⁺ = y⁺ + (t − 1)/t⁺·(y⁺ − y) for Nesterov, and + t/t⁺·(y⁺ − x) on top for OGM, with t⁺ = ½(1 + √(1 + 4t²)). Momentum
/// restarts (t = 1) where ⟨∇ₓΦ(x), y⁺ − y⟩ &gt; 0 (O'Donoghue and Candès 2015; Kim and Fessler 2018).
/// </summary>
public static class LowerDescent
{
    /// <summary>Steps until ‖∇ₓΦ‖₂ ≤ tolerance or so many gradients are taken.</summary>
    /// <param name="problem">Φ.</param>
    /// <param name="kind">How.</param>
    /// <param name="upper">γ.</param>
    /// <param name="start">x⁽⁰⁾.</param>
    /// <param name="tolerance">0 takes all steps.</param>
    /// <param name="mostSteps">≥ 0.</param>
    /// <param name="token">Checked once a step.</param>
    /// <param name="rate">α; null for 1/L.</param>
    public static LowerSolution Run(
        IBilevelProblem problem, DescentKind kind, Tensor upper, Tensor start, double tolerance, int mostSteps, CancellationToken token,
        double? rate = null)
    {
        using var ungraded = no_grad();
        var step = rate ?? (1 / problem.Smoothness(upper));
        var (x, y, t) = (start.alias(), start.alias(), 1.0);
        for (var i = 0; ; i++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var gradient = i < mostSteps || tolerance > 0 ? problem.LowerGradient(x, upper) : null;
            var residual = gradient is null ? double.NaN : gradient.norm().to(float64).cpu().item<double>();
            if (i >= mostSteps || residual <= tolerance || gradient is null || !double.IsFinite(residual))
            {
                y.Dispose();
                return new(x, gradient is null ? i : i + 1, residual);
            }

            var next = x.add(gradient, -step);
            var (point, momentum) = (next, 1.0);
            if (kind != DescentKind.Gradient)
            {
                var moved = next - y;
                var restart = (gradient * moved).sum().to(float64).cpu().item<double>() > 0;
                momentum = (1 + Math.Sqrt(1 + (4 * t * t))) / 2;
                if (restart)
                {
                    momentum = 1;
                }
                else
                {
                    point = next.add(moved, (t - 1) / momentum);
                    point = kind == DescentKind.Ogm ? point.add(gradient, -step * t / momentum) : point;
                }
            }

            x.Dispose();
            y.Dispose();
            (x, y, t) = (point.alias().MoveToOuterDisposeScope(), next.MoveToOuterDisposeScope(), momentum);
        }
    }
}
