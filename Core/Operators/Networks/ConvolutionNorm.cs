using Hodl.Core.Torch;
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
        var gram = kernel.shape[0] < kernel.shape[1] ? spectrum.MatMul(adjoint) : adjoint.MatMul(spectrum);
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

    /// <summary>
    /// A bound for images of every size, circular or zero padding, any dilation: sup over all frequencies of ‖k̂(ξ)‖₂,
    /// which is at most the largest value on an n × n grid divided by cos(π r_h/n) cos(π r_w/n). For unit vectors x, y
    /// the function ξ ↦ yᴴk̂(ξ)x is, up to a phase, a trigonometric polynomial of degree r = (k − 1)/2 in each variable, and
    /// one of degree r exceeds its values at n equidistant points by no more than 1/cos(πr/n) (Ehlich and Zeller, 1964).
    /// 1.04 for 3×3 at n = 16; the smaller channel number decides the cost.
    /// </summary>
    /// <param name="kernel">[out, in, kh, kw], odd sides.</param>
    /// <param name="grid">n, above the kernel's sides.</param>
    public static Tensor Anywhere(Tensor kernel, int grid = 16)
    {
        static double Excess(long side, int n) => 1 / Math.Cos(Math.PI * ((side - 1) / 2) / n);
        return Circular(kernel, grid, grid) * (Excess(kernel.shape[2], grid) * Excess(kernel.shape[3], grid));
    }

    /// <summary>
    /// A convolution whose stride equals its kernel's side, or the transposed one: blocks do not overlap, so its norm is
    /// exactly that of the kernel as a matrix with the first axis as rows. Any image size.
    /// </summary>
    /// <param name="kernel">[first, second, k, k].</param>
    public static Tensor Blocks(Tensor kernel)
    {
        var matrix = kernel.flatten(1);
        var gram = matrix.shape[0] < matrix.shape[1] ? matrix.MatMul(matrix.t()) : matrix.t().MatMul(matrix);
        return linalg.eigvalsh(gram).max().sqrt();
    }

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
