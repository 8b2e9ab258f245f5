using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// u ↦ Q ∗ u on images of one size that go on periodically: diagonal under the Fourier transform,
/// F(Q ∗ u) = Q̂·F(u). The kernel's centre is its element (⌊kh/2⌋, ⌊kw/2⌋). Every channel is treated alike.
/// </summary>
public sealed class CircularConvolution
{
    private readonly Tensor symbol;  // Q̂, complex, [H, W/2+1]
    private readonly Tensor conjugate;
    private readonly long[] size;

    /// <summary>The convolution with a kernel.</summary>
    /// <param name="kernel">[kh, kw], real.</param>
    /// <param name="height">H, at least kh.</param>
    /// <param name="width">W, at least kw.</param>
    /// <exception cref="ArgumentException">The kernel is larger than the images.</exception>
    public CircularConvolution(Tensor kernel, long height, long width)
    {
        var (kh, kw) = (kernel.shape[0], kernel.shape[1]);
        if (kh > height || kw > width)
        {
            throw new ArgumentException($"A kernel of {kh}×{kw} on images of {height}×{width}.", nameof(kernel));
        }

        size = [height, width];
        var centred = nn.functional.pad(kernel, [0, width - kw, 0, height - kh]).roll([-(kh / 2), -(kw / 2)], [0, 1]);
        symbol = fft.rfft2(centred);
        conjugate = symbol.conj();
        var magnitude = symbol.abs();
        Power = magnitude * magnitude;
    }

    /// <summary>|Q̂|², [H, W/2+1]: the eigenvalues of QᵀQ.</summary>
    public Tensor Power { get; }

    /// <summary>Q ∗ u, [B, C, H, W].</summary>
    public Tensor Apply(Tensor u) => Back(fft.rfft2(u) * symbol);

    /// <summary>Qᵀy: the correlation with the kernel.</summary>
    public Tensor Adjoint(Tensor y) => Back(fft.rfft2(y) * conjugate);

    /// <summary>Qᵀ(Q ∗ u − b) with Qᵀb given: one transform and one back.</summary>
    /// <param name="u">[B, C, H, W].</param>
    /// <param name="correlation">Qᵀb.</param>
    public Tensor Normal(Tensor u, Tensor correlation) => Back(fft.rfft2(u) * Power) - correlation;

    /// <summary>
    /// argmin over u of ‖Q ∗ u − b‖² + ‖u − c‖²_P = (QᵀQ + P)^{-1}(Qᵀb + P c) with P diagonal in Fourier space;
    /// c = 0 when it is not given.
    /// </summary>
    /// <param name="b">[B, C, H, W].</param>
    /// <param name="weight">The symbol of P, positive where Q̂ vanishes: a scalar, or broadcastable to [H, W/2+1].</param>
    /// <param name="c">[B, C, H, W] or null.</param>
    public Tensor Solve(Tensor b, Tensor weight, Tensor? c = null)
    {
        var right = fft.rfft2(b) * conjugate;
        if (c is not null)
        {
            right = right + (fft.rfft2(c) * weight);
        }

        return Back(right / (Power + weight));
    }

    private Tensor Back(Tensor spectrum) => fft.irfft2(spectrum, size);
}
