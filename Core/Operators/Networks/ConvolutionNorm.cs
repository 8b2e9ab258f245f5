using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// The operator norm of a two-dimensional convolution — of the whole linear map on images, not of the reshaped kernel,
/// which can be smaller by a factor up to the kernel's width (Sedghi, Gupta, Long, ICLR 2019).
/// </summary>
public static class ConvolutionNorm
{
    /// <summary>
    /// Circular padding: max over frequencies ξ of ‖k̂(ξ)‖₂ with k̂(ξ) the [out, in] matrix of the kernel's transform;
    /// exact, and differentiable in the kernel.
    /// </summary>
    /// <param name="kernel">[out, in, kh, kw].</param>
    /// <param name="height">H of the images.</param>
    /// <param name="width">W of the images.</param>
    public static Tensor Circular(Tensor kernel, long height, long width)
    {
        var spectrum = fft.rfft2(Embed(kernel, height, width)).permute(2, 3, 0, 1);  // [H, W/2+1, out, in]
        var adjoint = spectrum.transpose(2, 3).conj();
        var gram = kernel.shape[0] < kernel.shape[1] ? spectrum.matmul(adjoint) : adjoint.matmul(spectrum);
        return linalg.eigvalsh(gram).max().sqrt();
    }

    /// <summary>
    /// Zero padding that keeps H × W: an upper bound. The map is a block of the circular convolution on
    /// (H + kh − 1) × (W + kw − 1), so its norm is at most that one's; the bound tightens as images grow, holds for every
    /// size that is not larger, and needs no persistent vectors.
    /// </summary>
    /// <param name="kernel">[out, in, kh, kw].</param>
    /// <param name="height">H of the images.</param>
    /// <param name="width">W of the images.</param>
    public static Tensor Zero(Tensor kernel, long height, long width) =>
        Circular(kernel, height + kernel.shape[2] - 1, width + kernel.shape[3] - 1);

    // The kernel in the corner of an image of zeros; a kernel wider than the image wraps around.
    private static Tensor Embed(Tensor kernel, long height, long width)
    {
        var shape = kernel.shape;
        if (shape[2] > height || shape[3] > width)
        {
            throw new ArgumentException($"A kernel of {shape[2]}×{shape[3]} on images of {height}×{width}.", nameof(kernel));
        }

        return nn.functional.pad(kernel, [0, width - shape[3], 0, height - shape[2]]);
    }
}
