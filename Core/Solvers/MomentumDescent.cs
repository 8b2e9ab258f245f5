using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// Gradient methods on a smooth Φ with L-Lipschitz ∇Φ, each item of the batch by itself: y^{k+1} = x^k − ∇Φ(x^k)/L,
/// θ_{k+1} = (1 + √(1 + 4θ_k²))/2, x^{k+1} = y^{k+1} + (θ_k − 1)/θ_{k+1}·(y^{k+1} − y^k) [+ θ_k/θ_{k+1}·(y^{k+1} − x^k)],
/// the last term for OGM alone; θ = 1 throughout is gradient descent. Gradient restart (O'Donoghue and Candès 2015; for OGM
/// Kim and Fessler 2018): where ⟨∇Φ(x^k), y^{k+1} − y^k⟩ &gt; 0 the item's θ_k falls back to 1. The state is
/// (x, y, θ), and (x, y, θ, ∇Φ(x)) where the residual is looked at before the next step, so that neither costs a gradient of its own.
/// </summary>
/// <param name="gradient">∇Φ, [B, …], differentiable where gradients are enabled.</param>
/// <param name="lipschitz">L &gt; 0, a tensor of no dimension; part of the graph where it depends on ω.</param>
/// <param name="kind">Which method.</param>
/// <param name="restart">Whether θ may fall back.</param>
public class MomentumDescent(Func<Tensor, Tensor> gradient, Tensor lipschitz, MomentumKind kind = MomentumKind.Optimized, bool restart = true) : IStationarySolver
{
    private readonly double eta = 1 / lipschitz.detach().to(float64).cpu().item<double>();

    /// <inheritdoc/>
    public int? Limit => null;

    /// <inheritdoc/>
    public bool IsSymmetric => true;

    /// <summary>1/L.</summary>
    public double EquationStep => eta;

    /// <inheritdoc/>
    public State Variable(State state) => new(state[0]);

    /// <inheritdoc/>
    public Iterate Init(State start)
    {
        if (start.Count >= 3)
        {
            return new(start, 0);
        }

        var x = start[0];
        long[] one = [x.shape[0], .. Enumerable.Repeat(1L, x.shape.Length - 1)];
        return new(new(x, x, ones(one, x.dtype, x.device)), 0);
    }

    /// <inheritdoc/>
    public Iterate Ready(Iterate iterate) => iterate.U.Count == 4 ? iterate : iterate with { U = new(iterate.U[0], iterate.U[1], iterate.U[2], Slope(iterate)) };

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate)
    {
        var (x, y, theta, slope) = (iterate.U[0], iterate.U[1], iterate.U[2], Slope(iterate));
        var next = lipschitz.requires_grad ? x - (slope / lipschitz) : x.add(slope, -eta);
        if (kind == MomentumKind.None)
        {
            return new(new(next, next, theta), iterate.K + 1);
        }

        var step = next - y;
        if (restart)
        {
            using var ungraded = no_grad();
            var uphill = (slope.detach() * step.detach()).flatten(1).sum([1]).reshape(theta.shape) > 0;
            theta = where(uphill, ones_like(theta), theta);
        }

        var grown = (((theta.square() * 4.0) + 1.0).sqrt() + 1.0) * 0.5;
        var point = next + (((theta - 1.0) / grown) * step);
        if (kind == MomentumKind.Optimized)
        {
            point = point + ((theta / grown) * (next - x));
        }

        return new(new(point, next, grown), iterate.K + 1);
    }

    /// <inheritdoc/>
    public virtual State Equation(State u) => new(gradient(u[0]));

    /// <inheritdoc/>
    public virtual ILinearization? Linearize(State u) => null;

    /// <summary>‖∇Φ(x)‖₂ over the whole batch; a scalar tensor.</summary>
    public Tensor Optimality(Iterate iterate) => Slope(iterate).norm();

    private Tensor Slope(Iterate iterate) => iterate.U.Count == 4 ? iterate.U[3] : gradient(iterate.U[0]);
}
