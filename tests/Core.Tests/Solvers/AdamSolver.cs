using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Solvers;

/// <summary>
/// Adam as a differentiable inner iteration on a cost: m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// u ← u − η·m/(1−β₁ᵏ)/(√(v/(1−β₂ᵏ)) + ε), g = ∇_uΦ(u, ω). The state holds u, then m, then v, block by block. √ has the
/// slope 0 at 0, a choice between its one-sided slopes of √(g²) = |g|; the plain root would make every second-order
/// gradient NaN as soon as one coordinate of g is exactly 0. No step is like another, so only unrolling applies.
/// </summary>
/// <param name="cost">Φ(·, ω), a scalar tensor.</param>
/// <param name="eta">η.</param>
public sealed class AdamSolver(Func<State, Tensor> cost, double eta) : ISolver
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    /// <inheritdoc/>
    public int? Limit => null;

    /// <summary>(u, m, v) with m = v = 0.</summary>
    public static State Start(State u) => new([.. u.Blocks, .. u.Blocks.Select(block => zeros_like(block)), .. u.Blocks.Select(block => zeros_like(block))]);

    /// <summary>u of a state.</summary>
    public static State Variable(State state) => new([.. state.Blocks.Take(state.Count / 3)]);

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate)
    {
        var (count, k) = (iterate.U.Count / 3, iterate.K + 1);
        var gradient = CostGradient.Of(cost, Variable(iterate.U));
        var blocks = new Tensor[3 * count];
        for (var i = 0; i < count; i++)
        {
            var m = (iterate.U[count + i] * Beta1) + (gradient[i] * (1 - Beta1));
            var v = (iterate.U[(2 * count) + i] * Beta2) + (gradient[i].square() * (1 - Beta2));
            var root = Root(v / (1 - Math.Pow(Beta2, k)));
            (blocks[i], blocks[count + i], blocks[(2 * count) + i]) = (iterate.U[i] - (m * (eta / (1 - Math.Pow(Beta1, k))) / (root + Epsilon)), m, v);
        }

        return new(new(blocks), k);
    }

    /// <summary>‖∇_uΦ(u, ω)‖₂; a scalar tensor.</summary>
    public Tensor Optimality(Iterate iterate) => CostGradient.Of(cost, Variable(iterate.U)).Norm();

    private static Tensor Root(Tensor v)
    {
        var positive = v.detach() > 0;
        return where(positive, where(positive, v, ones_like(v)).sqrt(), zeros_like(v));
    }
}
