using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// Runs through the layers of an ENA. There is no operator T whose fixed point it seeks; its optimality is the change
/// that its last layer would make once more, ‖u − N_K(u)‖₂.
/// </summary>
/// <param name="layer">(k, u^{k−1}) ↦ u^k.</param>
/// <param name="layers">K.</param>
public sealed class LayerwiseSolver(Func<int, State, State> layer, int layers) : ISolver
{
    /// <inheritdoc/>
    public int? Limit => layers;

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate) => new(layer(iterate.K + 1, iterate.U), iterate.K + 1);

    /// <inheritdoc/>
    public Tensor Optimality(Iterate iterate) =>
        (iterate.U - layer(layers, iterate.U)).Norm() / Math.Sqrt(iterate.U.Items);
}
