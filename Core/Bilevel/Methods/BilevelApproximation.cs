using Hodl.Core.Bilevel.Gradients;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>
/// BA (Ghadimi and Wang 2018; Alg. 3): T_u = ⌈T₀(u + 1)^p⌉ steps of gradient descent from x⁽⁰⁾ with α_Φ = 2/(L + μ), the
/// gradient by (4.8), a projected step α_ℓ. p = ¼ is their choice for a non-convex ℓ; a strongly convex ℓ wants T_u in
/// proportion to u. Orders of Tables 5.2 and 5.3: upper-level gradients O(log 1/ε) strongly convex, O(1/ε) convex and non-convex;
/// lower-level gradients O(log² 1/ε), O(1/ε^¾) convex (accelerated), O(1/ε^{5/4}) non-convex. Accelerated, the step is taken at
/// γ + (t_u − 1)/t_{u+1}·(γ − γ⁻), Nesterov's sequence.
/// </summary>
/// <param name="firstSteps">T₀.</param>
/// <param name="growth">p.</param>
/// <param name="rate">α_ℓ.</param>
/// <param name="accelerated">Whether the upper level has momentum.</param>
/// <param name="linearSteps">The most steps of conjugate gradients for (4.8).</param>
public sealed class BilevelApproximation(int firstSteps, double growth, double rate, bool accelerated, int linearSteps) : IUpperMethod
{
    private const double LinearTolerance = 1e-10;

    /// <inheritdoc/>
    public BilevelIterate Init(IBilevelProblem problem) => new(0, problem.UpperStart(), problem.LowerStart());

    /// <inheritdoc/>
    public BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var point = accelerated && iterate.Memory.TryGetValue("point", out var extrapolated) ? extrapolated : iterate.Upper;
        var steps = (int)Math.Ceiling(firstSteps * Math.Pow(iterate.Step + 1, growth));
        var effort = new LowerEffort(steps, 0, DescentKind.Gradient) { Rate = Rate(problem, point) };
        var start = problem.LowerStart();
        var found = new MinimizerGradient(effort, LinearKind.ConjugateGradient, linearSteps, LinearTolerance).Compute(problem, point, start, null, token);
        var next = problem.Project(point.add(found.Gradient, -rate));
        var memory = new Dictionary<string, Tensor>();
        if (accelerated)
        {
            var t = iterate.Memory.TryGetValue("t", out var kept) ? kept.item<double>() : 1;
            var after = (1 + Math.Sqrt(1 + (4 * t * t))) / 2;
            memory["t"] = tensor(after);
            memory["point"] = problem.Project(next.add(next - iterate.Upper, (t - 1) / after));
        }

        return new(iterate.Step + 1, next, found.Lower)
        {
            Loss = found.Loss,
            GradientNorm = Euclid.Norm(found.Gradient),
            Warning = found.Warning,
            Memory = memory,
            Handed = found.Handed(point, start),
        };
    }

    // 2/(L + μ) is stable only where μ > 0.
    private static double Rate(IBilevelProblem problem, Tensor upper)
    {
        var (smoothness, convexity) = (problem.Smoothness(upper), problem.Convexity(upper));
        return convexity > 0 ? 2 / (smoothness + convexity) : 1 / smoothness;
    }
}
