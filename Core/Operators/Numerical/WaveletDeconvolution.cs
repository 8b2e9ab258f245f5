using Hodl.Core.Data;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// PG for min ‖QW^{-1}z − b‖² + Σ_j κ_j‖z_j‖₁ with an orthonormal wavelet W (Section 4.3), z_j the details of level j:
/// z⁺ = soft(z − 2γ W Qᵀ(QW^{-1}z − b), γκ_j); LL is not thresholded. W is orthonormal, so the iteration, its norms and
/// its bounds are the same in u = W^{-1}z, and the state holds u, [B, C, H, W], which D_net and the loss see as it is.
/// Non-expansive for γ ≤ 2/L, L = 2 max|Q̂|²: γ = (2/L)·sigmoid(γ̂); κ_j = κ₀ exp(10κ̂_j).
/// </summary>
public sealed class WaveletDeconvolution : LearnedOperator
{
    private const double Gain = 10;
    private readonly Tensor kernel;
    private readonly OrthonormalWavelet wavelet;
    private readonly double kappa;
    private readonly Parameter gammaHat;
    private readonly Parameter kappaHat;

    /// <summary>PG with its own ω.</summary>
    /// <param name="kernel">Q, [kh, kw]; a copy becomes a buffer, so that a model carries it.</param>
    /// <param name="wavelet">W.</param>
    /// <param name="kappa">κ₀, the start of every κ_j, &gt; 0.</param>
    /// <param name="stepShare">γ at the start as a share of its bound, in (0, 1).</param>
    public WaveletDeconvolution(Tensor kernel, OrthonormalWavelet wavelet, double kappa, double stepShare)
        : base(nameof(WaveletDeconvolution))
    {
        this.kernel = kernel.clone().DetachFromDisposeScope();
        register_buffer("kernel", this.kernel);
        (this.wavelet, this.kappa) = (wavelet, kappa);
        gammaHat = Reparametrization.Scalar(Reparametrization.Logit(stepShare), learned: true, kernel.dtype, kernel.device);
        kappaHat = Parameters.Of(zeros(wavelet.Levels, kernel.dtype, kernel.device));
        register_parameter("gamma_hat", gammaHat);
        register_parameter("kappa_hat", kappaHat);
    }

    /// <summary>κ_j from the finest level, [levels].</summary>
    public Tensor Kappa => (kappaHat * Gain).exp() * kappa;

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var b = batch.Input;
        var q = new CircularConvolution(kernel, b.shape[2], b.shape[3]);
        var correlation = q.Adjoint(b);
        var gamma = gammaHat.sigmoid() / q.Power.max();  // 2/L = 1/max|Q̂|²
        var thresholds = (Kappa * gamma).split(1, 0);
        return new BoundOperator(u => new(Step(u[0])), EuclideanNorm.Instance);

        Tensor Step(Tensor u)
        {
            var bands = wavelet.Analyze(u - (q.Normal(u, correlation) * (gamma * 2.0)));
            for (var level = 0; level < wavelet.Levels; level++)
            {
                bands[level] = SoftThreshold.Apply(bands[level], thresholds[level]);
            }

            return wavelet.Synthesize(bands, u.shape[1]);
        }
    }
}
