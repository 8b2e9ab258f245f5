using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>
/// BSA (Ghadimi and Wang 2018; <c>bsa</c>) and stocBiO (Ji, Yang and Liang 2021; <c>stocbio</c>): T steps of stochastic gradient
/// descent on Φ, then γ ← γ − α_ℓ g̃ with every part of (4.8) from minibatches. BSA starts each lower level at x⁽⁰⁾, lets α_Φ fall
/// like 1/t, T grow with √u, and estimates the inverse Hessian by one product chain of random length; stocBiO starts at the
/// last iterate with fixed T and α_Φ and sums the whole Neumann series. Table 5.1, non-convex ℓ: BSA O(1/ε²) upper-level and O(1/ε³)
/// lower-level gradients; stocBiO O(1/ε²) and Õ(1/ε²). α_ℓ falls like u^(−1/2), or u⁻¹ where ℓ is strongly convex.
/// </summary>
/// <param name="options">Rates, sizes, seed.</param>
/// <param name="summed">stocBiO rather than BSA.</param>
public sealed class StochasticDoubleLoop(StochasticOptions options, bool summed) : IUpperMethod
{
    /// <inheritdoc/>
    public BilevelIterate Init(IBilevelProblem problem) => new(0, problem.UpperStart(), problem.LowerStart());

    /// <inheritdoc/>
    public IUpperMethod Redrawn(int draw) => new StochasticDoubleLoop(options.Redrawn(draw), summed);

    /// <inheritdoc/>
    public BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var (u, upper) = (iterate.Step, iterate.Upper);
        Minibatch Batch(int index) => Minibatch.Of(options.Seed, u, index, options.BatchSize);
        var smoothness = problem.Smoothness(upper);
        var steps = summed ? options.LowerSteps : (int)Math.Ceiling(options.LowerSteps * Math.Sqrt(1 + (u / options.Delay)));
        var start = summed ? iterate.Lower : problem.LowerStart();
        var x = start.clone();
        for (var t = 0; t < steps; t++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rate = options.LowerRate / (summed ? 1 : 1 + ((double)t / options.Delay));
            x.add_(problem.LowerGradient(x, upper, Batch(t)), -rate / smoothness);
        }

        var loss = problem.LossGradients(x, upper, Batch(steps));
        var q = summed
            ? StochasticHessian.Summed(problem, x, upper, loss.OverLower, options, Batch, steps + 1, token)
            : StochasticHessian.Truncated(problem, x, upper, loss.OverLower, options, Batch, steps + 1, token);
        using var second = problem.Linearize(x, upper, Batch(steps + 2 + options.Terms));
        var gradient = loss.OverUpper - second.CrossTransposed(q);
        var length = options.Decayed(options.UpperRate, u, options.StronglyConvex ? 1 : 0.5);
        return new(u + 1, problem.Project(upper.add(gradient, -length)), x) { Loss = loss.Loss, GradientNorm = Euclid.Norm(gradient), Handed = new(gradient, upper, start, x) };
    }
}
