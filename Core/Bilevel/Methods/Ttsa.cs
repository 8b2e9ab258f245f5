namespace Hodl.Core.Bilevel.Methods;

/// <summary>
/// TTSA (Hong et al. 2020; Alg. 2), a single loop on two timescales: x ← x − α_Φ∇̃ₓΦ(x; γ), then γ ← γ − α_ℓ g̃ at the new x, every
/// part of (4.8) from minibatches and the inverse Hessian by a product chain of random length. α_ℓ/α_Φ → 0: for a strongly convex
/// ℓ(γ) α_ℓ = O(u⁻¹), α_Φ = O(u^(−2/3)); for a non-convex one O(u^(−3/5)), O(u^(−2/5)). Table 5.1, non-convex: O(1/ε^2.5) upper-
/// and lower-level gradients; strongly convex (Hong et al., Theorem 1): O(1/ε^1.5).
/// </summary>
/// <param name="options">Rates, sizes, seed.</param>
public sealed class Ttsa(StochasticOptions options) : IUpperMethod
{
    /// <inheritdoc/>
    public BilevelIterate Init(IBilevelProblem problem) => new(0, problem.UpperStart(), problem.LowerStart());

    /// <inheritdoc/>
    public IUpperMethod Redrawn(int draw) => new Ttsa(options.Redrawn(draw));

    /// <inheritdoc/>
    public BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var (u, upper) = (iterate.Step, iterate.Upper);
        Minibatch Batch(int index) => Minibatch.Of(options.Seed, u, index, options.BatchSize);
        var (slow, fast) = options.StronglyConvex ? (1.0, 2.0 / 3) : (0.6, 0.4);
        var rate = options.Decayed(options.LowerRate / problem.Smoothness(upper), u, fast);
        var x = iterate.Lower.add(problem.LowerGradient(iterate.Lower, upper, Batch(0)), -rate);
        var loss = problem.LossGradients(x, upper, Batch(1));
        var q = StochasticHessian.Truncated(problem, x, upper, loss.OverLower, options, Batch, 2, token);
        using var second = problem.Linearize(x, upper, Batch(3 + options.Terms));
        var gradient = loss.OverUpper - second.CrossTransposed(q);
        var length = options.Decayed(options.UpperRate, u, slow);
        return new(u + 1, problem.Project(upper.add(gradient, -length)), x) { Loss = loss.Loss, GradientNorm = Euclid.Norm(gradient), Handed = new(gradient, upper, iterate.Lower, x) };
    }
}
