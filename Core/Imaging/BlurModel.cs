using Hodl.Core.Operators.Numerical;
using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>Deconvolution: A is the circular convolution with a known kernel, diagonal in Fourier space.</summary>
/// <param name="kernel">[kh, kw], real; its centre is (⌊kh/2⌋, ⌊kw/2⌋).</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
public sealed class BlurModel(Tensor kernel, long height, long width) : IForwardModel
{
    private readonly CircularConvolution convolution = new(kernel, height, width);

    /// <summary>max |Q̂|².</summary>
    public double SquaredNorm => convolution.Power.max().to(float64).cpu().item<double>();

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => convolution.Apply(x);

    /// <inheritdoc/>
    public Tensor Adjoint(Tensor y) => convolution.Adjoint(y);
}
