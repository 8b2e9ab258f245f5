using Hodl.Core.Data;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>Any lower level as a method: ω and the solver of a batch, bound to the present ω.</summary>
/// <param name="omega">ω.</param>
/// <param name="bind">The solver; whatever its steps share is computed here, once, within the graph.</param>
/// <param name="isStationary">Whether the solvers repeat one map, see <see cref="IStationarySolver"/>.</param>
/// <param name="test">The solver at test time; null for the same.</param>
public sealed class SolverMethod(nn.Module omega, Func<Batch, ISolver> bind, bool isStationary, Func<Batch, ISolver>? test = null) : IUnrolledMethod
{
    /// <inheritdoc/>
    public nn.Module Omega => omega;

    /// <inheritdoc/>
    public bool IsStationary => isStationary;

    /// <summary>A lower level given as a step u ↦ T(u, ω).</summary>
    /// <param name="omega">ω.</param>
    /// <param name="map">T.</param>
    /// <param name="damping">θ of <see cref="StepSolver"/>.</param>
    public static SolverMethod OfStep(nn.Module omega, Func<State, Batch, State> map, double damping = 1) =>
        new(omega, batch => new StepSolver(u => map(u, batch), damping), isStationary: true);

    /// <summary>A lower level given as a cost Φ(u, ω), descended with step η.</summary>
    /// <param name="omega">ω.</param>
    /// <param name="cost">Φ.</param>
    /// <param name="eta">η.</param>
    public static SolverMethod OfCost(nn.Module omega, Func<State, Batch, Tensor> cost, double eta) =>
        new(omega, batch => new CostSolver(u => cost(u, batch), eta), isStationary: true);

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => bind(batch);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => (test ?? bind)(batch);

    /// <inheritdoc/>
    public void Settle()
    {
    }
}
