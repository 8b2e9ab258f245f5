using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Losses;

/// <summary>
/// ℓ(s) = mean of (x(s) − target)² with x(s) = (y + ε)exp(−s) (<see cref="Retinex"/>); y are the first three channels of the
/// input. ∂²ℓ/∂s² = 2x(2x − target)/N, so L_ℓ = 4M²/N where x ≤ M; M = 1.5 covers what an image in [0, 1] needs.
/// </summary>
public sealed class RetinexError : Loss
{
    private const double Brightest = 1.5;

    /// <inheritdoc/>
    public override bool NeedsTarget => true;

    /// <inheritdoc/>
    public override Tensor Value(State u, Batch batch) => (Retinex.Recover(batch.Input.narrow(1, 0, 3), u[0]) - batch.Target!).square().mean();

    /// <inheritdoc/>
    public override double Smoothness(Batch batch) => 4 * Brightest * Brightest / batch.Target!.numel();
}
