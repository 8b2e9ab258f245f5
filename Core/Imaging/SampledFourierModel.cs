using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// Undersampled MRI: A = diag(s)·F with the unitary DFT F and s ∈ [0, 1] at every frequency (in the order of the transform, the
/// zero frequency first). A x is complex [B, C, H, W]; the adjoint takes the real part, as images are real. Differentiable in s.
/// </summary>
/// <param name="samples">s, [H, W] or broadcastable.</param>
public sealed class SampledFourierModel(Tensor samples) : IForwardModel
{
    private static readonly long[] Plane = [2, 3];

    /// <inheritdoc/>
    public double SquaredNorm => samples.detach().square().max().to(float64).cpu().item<double>();

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => fft.fft2(x, dim: Plane, norm: FFTNormType.Ortho) * samples;

    /// <inheritdoc/>
    public Tensor Adjoint(Tensor y) => fft.ifft2(y * samples, dim: Plane, norm: FFTNormType.Ortho).real;
}
