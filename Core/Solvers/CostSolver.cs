using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// Gradient descent on a cost, u^k = u^{k−1} − η∇_uΦ(u^{k−1}, ω), for one batch and one ω. Converges for convex Φ with an
/// L-Lipschitz gradient and 0 &lt; η &lt; 2/L; the solution does not depend on η.
/// </summary>
/// <param name="cost">Φ(·, ω), a scalar tensor, twice differentiable in u.</param>
/// <param name="eta">η.</param>
/// <param name="gradient">∇_uΦ written out in differentiable operations; null takes it from autograd.</param>
public sealed class CostSolver(Func<State, Tensor> cost, double eta, Func<State, State>? gradient = null) : IStationarySolver
{
    /// <inheritdoc/>
    public int? Limit => null;

    /// <inheritdoc/>
    public bool IsSymmetric => true;

    /// <inheritdoc/>
    public double EquationStep => eta;

    /// <summary>Φ(u, ω), a scalar tensor.</summary>
    public Tensor Cost(State u) => cost(u);

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate) => new(iterate.U.Add(Equation(iterate.U), -eta), iterate.K + 1);

    /// <summary>∇_uΦ(u, ω), with its graph where gradients are enabled.</summary>
    public State Equation(State u) => gradient is null ? CostGradient.Of(cost, u) : gradient(u);

    /// <summary>‖∇_uΦ(u, ω)‖₂ over all blocks; a scalar tensor.</summary>
    public Tensor Optimality(Iterate iterate) => Equation(iterate.U).Norm();
}
