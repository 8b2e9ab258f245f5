using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Losses;

/// <summary>
/// A loss of <see cref="BlindLossKind"/> on block 0 for one observation y, item 0 of the input, [B, 1, H, W]. SURE needs
/// y + δb as item 1 (<see cref="Probe"/>): the lower level denoises both, and the divergence is b·(x̂(y + δb) − x̂(y))/δ.
/// </summary>
/// <param name="kind">Which.</param>
/// <param name="sigma">σ of the noise.</param>
/// <param name="window">Side of the corridor's window, and of the bands' filters.</param>
public sealed class BlindLoss(BlindLossKind kind, double sigma, int window) : Loss
{
    private readonly double variance = sigma * sigma;

    /// <summary>Which.</summary>
    public BlindLossKind Kind { get; } = kind;

    /// <inheritdoc/>
    public override Tensor Value(State u, Batch batch)
    {
        var (x, y) = (u[0].narrow(0, 0, 1), batch.Input.narrow(0, 0, 1));
        var residual = y - x;
        switch (Kind)
        {
            case BlindLossKind.Sure:
                var probe = batch.Input.narrow(0, 1, 1) - y;  // δb
                var squared = probe.square().mean();          // δ²
                var divergence = (probe * (u[0].narrow(0, 1, 1) - x)).mean() / squared;
                return residual.square().mean() - variance + (divergence * (2 * variance));
            case BlindLossKind.Discrepancy:
                return ((residual.square().mean() / variance) - 1.0).square();
            case BlindLossKind.Corridor:
                var box = ones([window, window], residual.dtype, residual.device) / ((double)window * window);
                var local = new CircularConvolution(box, y.shape[2], y.shape[3]).Apply(residual.square()) / variance;
                var half = Math.Sqrt(2) / window;
                return (((local - (1 + half)).clamp_min(0).square() + (local - (1 - half)).clamp_max(0).square()) * 0.5).mean();
            default:
                // Filters of norm 1: μ_i = Nσ², v_i = Nσ⁴.
                var bands = new CircularFilters(CosineFilters.Create(window).to(residual.dtype).to(residual.device));
                var pixels = (double)residual.numel();
                var energies = bands.Apply(residual).square().sum([0, 2, 3]);
                return ((energies - (pixels * variance)).square() / (2 * pixels * variance * variance)).sum();
        }
    }

    /// <inheritdoc/>
    public override double Smoothness(Batch batch) => 2.0 / batch.Input.numel();

    /// <summary>y and y + δb, b of ±1: the input of SURE.</summary>
    /// <param name="y">[1, 1, H, W].</param>
    /// <param name="delta">δ, small against σ and large against the lower level's error.</param>
    /// <param name="random">Draws b; on the CPU.</param>
    public static Tensor Probe(Tensor y, double delta, Generator random)
    {
        var signs = (randint(2, [.. y.shape], dtype: float64, generator: random) * 2.0) - 1.0;
        return cat([y, y + (signs * delta).to(y.dtype).to(y.device)], 0);
    }
}
