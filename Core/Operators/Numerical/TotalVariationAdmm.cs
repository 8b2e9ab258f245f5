using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// ADMM for min ‖Q ∗ u − b‖² + κ Σ‖(∇u)_i‖₂ (isotropic total variation, channel by channel) with d = ∇u and the scaled
/// multiplier p: u⁺ = argmin ‖Q ∗ u − b‖² + (ρ/2)‖∇u − d + p‖² by FFT, d⁺ = shrink(∇u⁺ + p, κ/ρ), p⁺ = p + ∇u⁺ − d⁺.
/// κ = κ₀ exp(10κ̂), ρ = ρ₀ exp(10ρ̂). The base of a baseline: its iterates converge, but pairs of states need not come
/// closer in the Euclidean norm reported here. State (u, d, p), [B, C, H, W], [B, 2C, H, W] twice.
/// </summary>
public sealed class TotalVariationAdmm : LearnedOperator
{
    private const double Gain = 10;
    private readonly Tensor kernel;
    private readonly double kappa;
    private readonly double rho;
    private readonly Parameter kappaHat;
    private readonly Parameter rhoHat;

    /// <summary>ADMM with its own ω.</summary>
    /// <param name="kernel">Q, [kh, kw]; a copy becomes a buffer, so that a model carries it.</param>
    /// <param name="kappa">κ₀ &gt; 0.</param>
    /// <param name="rho">ρ₀ &gt; 0.</param>
    public TotalVariationAdmm(Tensor kernel, double kappa, double rho)
        : base(nameof(TotalVariationAdmm))
    {
        this.kernel = kernel.clone().DetachFromDisposeScope();
        register_buffer("kernel", this.kernel);
        (this.kappa, this.rho) = (kappa, rho);
        kappaHat = Reparametrization.Scalar(0, learned: true, kernel.dtype, kernel.device);
        rhoHat = Reparametrization.Scalar(0, learned: true, kernel.dtype, kernel.device);
        register_parameter("kappa_hat", kappaHat);
        register_parameter("rho_hat", rhoHat);
    }

    /// <summary>κ, a scalar tensor.</summary>
    public Tensor Kappa => (kappaHat * Gain).exp() * kappa;

    /// <summary>(u, ∇u, 0) of a first guess.</summary>
    public static State Start(Tensor u)
    {
        var gradient = PeriodicGradient.Apply(u);
        return new(u, gradient, zeros_like(gradient));
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var b = batch.Input;
        var (height, width) = (b.shape[2], b.shape[3]);
        var q = new CircularConvolution(kernel, height, width);
        var penalty = (rhoHat * Gain).exp() * rho;
        var threshold = Kappa / penalty;
        var correlation = q.Adjoint(b);
        var symbol = q.Power + (PeriodicGradient.Power(height, width, b.dtype, b.device) * (penalty / 2.0));
        return new BoundOperator(Sweep, EuclideanNorm.Instance);

        State Sweep(State state)
        {
            var (d, p) = (state[1], state[2]);
            var right = correlation + (PeriodicGradient.Adjoint(d - p) * (penalty / 2.0));
            var u = fft.irfft2(fft.rfft2(right) / symbol, [height, width]);
            var moved = PeriodicGradient.Apply(u) + p;
            var shrunk = Shrink(moved, threshold);
            return new(u, shrunk, moved - shrunk);
        }
    }

    // (1 − θ/‖d_i‖)₊ d_i, d_i the pair of differences at a pixel and channel.
    private static Tensor Shrink(Tensor d, Tensor theta)
    {
        var channels = d.shape[1] / 2;
        var (across, down) = (d.narrow(1, 0, channels), d.narrow(1, channels, channels));
        var length = (across.square() + down.square() + 1e-16).sqrt();
        var factor = (1.0 - (theta / length)).relu();
        return cat([across * factor, down * factor], 1);
    }
}
