using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>The same steps, counted from a later one.</summary>
/// <param name="solver">The iteration.</param>
/// <param name="first">k of its start.</param>
public sealed class FromStep(ISolver solver, int first) : ISolver
{
    /// <inheritdoc/>
    public int? Limit => solver.Limit;

    /// <inheritdoc/>
    public State Variable(State state) => solver.Variable(state);

    /// <inheritdoc/>
    public Iterate Init(State start) => solver.Init(start) with { K = first };

    /// <inheritdoc/>
    public Iterate Ready(Iterate iterate) => solver.Ready(iterate);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate) => solver.Step(iterate);

    /// <inheritdoc/>
    public Tensor Optimality(Iterate iterate) => solver.Optimality(iterate);
}
