using Hodl.Core.Data;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>A loss whose ∂ℓ/∂u comes from autograd with <c>create_graph</c>, so that second-order terms stay.</summary>
public abstract class Loss : ILoss
{
    /// <inheritdoc/>
    public virtual bool NeedsTarget => false;

    /// <inheritdoc/>
    public abstract Tensor Value(State u, Batch batch);

    /// <inheritdoc/>
    public abstract double Smoothness(Batch batch);

    /// <inheritdoc/>
    public virtual State Gradient(State u, Batch batch) => CostGradient.Of(point => Value(point, batch), u);
}
