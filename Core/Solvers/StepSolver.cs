using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// u^k = u^{k−1} + θ(T(u^{k−1}, ω) − u^{k−1}) for any map T of one batch and one ω; its fixed points are those of T,
/// whatever θ is.
/// </summary>
/// <param name="map">T(·, ω), differentiable in u and ω.</param>
/// <param name="damping">θ, in (0, 1] for a non-expansive T.</param>
/// <param name="symmetric">Whether ∂T/∂u is symmetric.</param>
public sealed class StepSolver(Func<State, State> map, double damping = 1, bool symmetric = false) : IStationarySolver
{
    /// <inheritdoc/>
    public int? Limit => null;

    /// <inheritdoc/>
    public bool IsSymmetric => symmetric;

    /// <inheritdoc/>
    public double EquationStep => 1;

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate)
    {
        var image = map(iterate.U);
        return new(damping == 1 ? image : iterate.U.Add(image - iterate.U, damping), iterate.K + 1);
    }

    /// <inheritdoc/>
    public State Equation(State u) => u - map(u);

    /// <summary>‖u − T(u)‖₂ over all blocks; a scalar tensor.</summary>
    public Tensor Optimality(Iterate iterate) => Equation(iterate.U).Norm();
}
