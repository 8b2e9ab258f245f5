using Hodl.Core.Data;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Losses;

/// <summary>
/// ℓ(u) = mean of √((u − target)² + ε²) − ε on block 0, ε = 0.004 (one level of 255): convex, ∂ℓ/∂u = e/(N√(e² + ε²)),
/// L_ℓ = 1/(Nε) with N the number of elements.
/// </summary>
public sealed class CharbonnierError : ILoss
{
    private const double Epsilon = 0.004;

    /// <inheritdoc/>
    public bool NeedsTarget => true;

    /// <inheritdoc/>
    public Tensor Value(State u, Batch batch) => Size(Error(u, batch)).mean() - Epsilon;

    /// <inheritdoc/>
    public State Gradient(State u, Batch batch)
    {
        var error = Error(u, batch);
        return u.Map(block => zeros_like(block)).With(0, error / (Size(error) * error.numel()));
    }

    /// <inheritdoc/>
    public double Smoothness(Batch batch) => 1 / (Epsilon * batch.Target!.numel());

    private static Tensor Size(Tensor error) => (error.square() + (Epsilon * Epsilon)).sqrt();

    private static Tensor Error(State u, Batch batch) =>
        u[0] - (batch.Target ?? throw new ArgumentException("The Charbonnier error needs a target.", nameof(batch)));
}
