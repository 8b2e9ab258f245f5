using Hodl.Core.Data;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// ℓ(u) = mean over batch and coordinates of (u − target)², on block 0. ∂ℓ/∂u = 2(u − target)/N and L_ℓ = 2/N with
/// N the number of elements; both in closed form, so that aHODL needs no nested autograd.
/// </summary>
public sealed class MeanSquaredError : ILoss
{
    /// <inheritdoc/>
    public bool NeedsTarget => true;

    /// <inheritdoc/>
    public Tensor Value(State u, Batch batch) => (u[0] - Target(batch)).square().mean();

    /// <inheritdoc/>
    public State Gradient(State u, Batch batch) =>
        u.Map(block => zeros_like(block)).With(0, (u[0] - Target(batch)) * (2.0 / u[0].numel()));

    /// <inheritdoc/>
    public double Smoothness(Batch batch) => 2.0 / Target(batch).numel();

    private static Tensor Target(Batch batch) =>
        batch.Target ?? throw new ArgumentException("The mean squared error needs a target.", nameof(batch));
}
