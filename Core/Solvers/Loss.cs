using Hodl.Core.Operators;
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
    public virtual State Gradient(State u, Batch batch)
    {
        var keepGraph = is_grad_enabled();
        using var graded = enable_grad();
        var point = u.Map(block => block.requires_grad ? block : block.detach().requires_grad_());
        var value = Value(point, batch);
        var gradients = autograd.grad([value], [.. point.Blocks], create_graph: keepGraph, allow_unused: true);
        return new([.. gradients.Select((gradient, i) => gradient is null || gradient.IsInvalid ? zeros_like(point[i]) : gradient)]);
    }
}
