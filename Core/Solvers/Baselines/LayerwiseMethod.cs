using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// ENA (embedded network architectures): u^k = N_k(u^{k−1}, b) with an own, untied network N_k for each k = 1…K. K is
/// fixed by training, so a test run ends at K with <see cref="StopReason.LayersExhausted"/>. Derive from it for LISTA,
/// D-LADMM and the like.
/// </summary>
public abstract class LayerwiseMethod(string name) : LearnedModule(name), IUnrolledMethod
{
    /// <inheritdoc/>
    public nn.Module Omega => this;

    /// <summary>K, the number of layers.</summary>
    public abstract int Layers { get; }

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => new LayerwiseSolver(Bind(batch), Layers);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => Train(batch);

    /// <inheritdoc/>
    public virtual void Settle()
    {
    }

    /// <summary>(k, u^{k−1}) ↦ u^k for a batch, k = 1…K.</summary>
    protected abstract Func<int, State, State> Bind(Batch batch);
}
