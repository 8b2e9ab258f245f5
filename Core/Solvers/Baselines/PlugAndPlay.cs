using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// Plug-and-play HQS after DPIR (Zhang et al., TPAMI 2021), the ENA on deconvolution: a denoiser
/// N(x, σ) = x + E(x, σ) is trained alone on images with Gaussian noise of any level, and then replaces the proximal step
/// of half-quadratic splitting: for k = 1…K with σ_k falling log-uniformly from 49/255 to the data's σ,
/// x^k = argmin ‖Q ∗ x − b‖² + λ(σ/σ_k)²‖x − z^{k−1}‖² by FFT, z^k = N(x^k, σ_k). The schedule ends at K.
/// Training batches carry the noise level as a last channel of the input, [B, C + 1, H, W].
/// </summary>
public sealed class PlugAndPlay : LearnedModule, IUnrolledMethod
{
    /// <summary>σ₁ of the schedule.</summary>
    public const double FirstSigma = 49.0 / 255;

    private readonly LevelDenoiser denoiser;
    private readonly Tensor kernel;
    private readonly double sigma;
    private readonly double lambda;
    private readonly int steps;

    /// <summary>The method on a kernel and a noise level.</summary>
    /// <param name="denoiser">N.</param>
    /// <param name="kernel">Q, [kh, kw]; a copy becomes a buffer, so that a model carries it.</param>
    /// <param name="sigma">σ of the data on the range [0, 1].</param>
    /// <param name="lambda">λ; DPIR has 0.23.</param>
    /// <param name="steps">K ≥ 2.</param>
    public PlugAndPlay(LevelDenoiser denoiser, Tensor kernel, double sigma, double lambda, int steps)
        : base(nameof(PlugAndPlay))
    {
        (this.denoiser, this.sigma, this.lambda, this.steps) = (denoiser, sigma, lambda, steps);
        this.kernel = kernel.clone().DetachFromDisposeScope();
        register_buffer("kernel", this.kernel);
        register_module("denoiser", denoiser);
    }

    /// <inheritdoc/>
    public nn.Module Omega => this;

    /// <summary>One application of the denoiser to what the batch holds: image and noise level.</summary>
    public ISolver Train(Batch batch) => Once(denoiser, batch);

    /// <summary>One application of a denoiser to what a batch holds: noisy images with their level as a last channel, [B, C + 1, H, W].</summary>
    public static ISolver Once(LevelDenoiser denoiser, Batch batch)
    {
        var net = denoiser.Bind();
        var (noisy, level) = LevelDenoiser.Split(batch);
        return new FreePartSolver(() => new(net(noisy, level)), new(noisy));
    }

    /// <summary>Half-quadratic splitting on a blurred batch, [B, C, H, W].</summary>
    public ISolver Test(Batch batch)
    {
        var net = denoiser.Bind();
        var b = batch.Input;
        var q = new CircularConvolution(kernel, b.shape[2], b.shape[3]);
        return new LayerwiseSolver(Step, steps);

        State Step(int k, State z)
        {
            var at = (double)(k - 1) / (steps - 1);
            var level = Math.Exp((Math.Log(FirstSigma) * (1 - at)) + (Math.Log(sigma) * at));
            var x = q.Solve(b, full([], lambda * sigma * sigma / (level * level), b.dtype, b.device), z[0]);
            return new(net(x, full([], level, b.dtype, b.device)));
        }
    }

    /// <inheritdoc/>
    public void Settle()
    {
    }
}
