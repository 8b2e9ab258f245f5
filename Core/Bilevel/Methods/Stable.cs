using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>
/// STABLE (Chen, Sun and Yin 2021; §5.3.3), a single loop on one timescale. The second derivatives are tracked recursively,
/// Δ ← P[(1 − τ)(Δ − ∇̃Φ⁽ᵘ⁻¹⁾) + ∇̃Φ⁽ᵘ⁾] with both estimates from the same minibatch; Δₓₓ is projected onto matrices ⪰ μI by
/// truncating eigenvalues, Δₓᵧ onto a ball of the Frobenius norm. Then γ⁺ = γ − α_ℓ g with (5.3), g = ∇_γℓ − Δₓᵧᵀ Δₓₓ⁻¹∇ₓℓ, and
/// x⁺ = x − α_Φ∇̃ₓΦ − Δₓₓ⁻¹Δₓᵧ(γ⁺ − γ), which follows the minimiser as γ moves. Every matrix takes N and min(N, R) products, so
/// it is for small problems. Table 5.1: O(1/ε²) gradients for a non-convex ℓ, O(1/ε) for a strongly convex one.
/// </summary>
/// <param name="options">Rates, sizes, seed.</param>
/// <param name="tracking">τ of the first step in (0, 1]; it falls like α_ℓ.</param>
/// <param name="mostCross">Radius of the ball for Δₓᵧ.</param>
public sealed class Stable(StochasticOptions options, double tracking = 1, double mostCross = 1e6) : IUpperMethod
{
    private const double LeastEigenvalue = 1e-6;

    /// <inheritdoc/>
    public BilevelIterate Init(IBilevelProblem problem) => new(0, problem.UpperStart(), problem.LowerStart());

    /// <inheritdoc/>
    public IUpperMethod Redrawn(int draw) => new Stable(options.Redrawn(draw), tracking, mostCross);

    /// <inheritdoc/>
    public BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var (u, x, upper) = (iterate.Step, iterate.Lower, iterate.Upper);
        Minibatch Batch(int index) => Minibatch.Of(options.Seed, u, index, options.BatchSize);
        var power = options.StronglyConvex ? 1 : 0.5;
        var tau = Math.Min(1, options.Decayed(tracking, u, power));
        var (hessian, cross) = Matrices(problem, x, upper, Batch(0));
        if (iterate.Memory.TryGetValue("hessian", out var tracked))
        {
            var (before, crossBefore) = Matrices(problem, iterate.Memory["lower"], iterate.Memory["upper"], Batch(0));
            hessian = hessian.add(tracked - before, 1 - tau);
            cross = cross.add(iterate.Memory["cross"] - crossBefore, 1 - tau);
        }

        hessian = Truncate(hessian, Math.Max(problem.Convexity(upper), LeastEigenvalue));
        var norm = Euclid.Norm(cross);
        cross = norm > mostCross ? cross * (mostCross / norm) : cross;
        var loss = problem.LossGradients(x, upper, Batch(1));
        var gradient = loss.OverUpper - cross.t().mv(linalg.solve(hessian, loss.OverLower.flatten()));
        var next = problem.Project(upper.add(gradient, -options.Decayed(options.UpperRate, u, power)));
        var follow = linalg.solve(hessian, cross.mv(next - upper)).reshape(x.shape);
        var rate = options.Decayed(options.LowerRate / problem.Smoothness(upper), u, power);
        var lower = x.add(problem.LowerGradient(x, upper, Batch(2)), -rate) - follow;
        return new(u + 1, next, lower)
        {
            Loss = loss.Loss,
            GradientNorm = Euclid.Norm(gradient),
            Handed = new(gradient, upper, iterate.Lower, x),
            Memory = new Dictionary<string, Tensor> { ["hessian"] = hessian, ["cross"] = cross, ["lower"] = x.alias(), ["upper"] = upper.alias() },
        };
    }

    private static (Tensor Hessian, Tensor Cross) Matrices(IBilevelProblem problem, Tensor x, Tensor upper, Minibatch batch)
    {
        using var second = problem.Linearize(x, upper, batch);
        return (LowerSystem.Hessian(second, x), LowerSystem.Cross(second, x, upper));
    }

    private static Tensor Truncate(Tensor matrix, double least)
    {
        var (values, vectors) = linalg.eigh((matrix + matrix.t()) / 2);
        return (vectors * values.clamp_min(least)).MatMul(vectors.t());
    }
}
