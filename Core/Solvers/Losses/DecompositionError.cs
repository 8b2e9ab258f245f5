using Hodl.Core.Data;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Losses;

/// <summary>
/// ℓ(x, ŷ) = mean (x − target)² + w·mean (ŷ − y)² for <see cref="Baselines.RetinexNet"/>; y are the first three channels of the
/// input.
/// </summary>
/// <param name="weight">w ≥ 0.</param>
public sealed class DecompositionError(double weight) : Loss
{
    /// <inheritdoc/>
    public override bool NeedsTarget => true;

    /// <inheritdoc/>
    public override Tensor Value(State u, Batch batch) =>
        (u[0] - batch.Target!).square().mean() + ((u[1] - batch.Input.narrow(1, 0, 3)).square().mean() * weight);

    /// <inheritdoc/>
    public override double Smoothness(Batch batch) => 2 * Math.Max(1, weight) / batch.Target!.numel();
}
