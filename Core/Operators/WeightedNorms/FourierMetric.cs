using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>
/// G = F* diag(ĝ) F over the last two axes: a circular convolution with a positive symbol, such as
/// (1/τ)I − βAᵀA with A a convolution.
/// </summary>
public sealed class FourierMetric : IBlockMetric
{
    private readonly Tensor symbol;
    private readonly Tensor root;

    /// <summary>The metric of a symbol.</summary>
    /// <param name="symbol">
    /// ĝ &gt; 0, real, over the frequencies of a real transform: broadcastable to [B, C, H, W/2+1]; even in the full
    /// plane, as the symbol of a real self-adjoint convolution is. May carry a gradient.
    /// </param>
    public FourierMetric(Tensor symbol)
    {
        this.symbol = symbol;
        root = symbol.sqrt();
    }

    /// <inheritdoc/>
    public Tensor LambdaMin => symbol.min();

    /// <inheritdoc/>
    public Tensor? Diagonal => null;

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => Filter(x, spectrum => spectrum * symbol);

    /// <inheritdoc/>
    public Tensor Inverse(Tensor x) => Filter(x, spectrum => spectrum / symbol);

    /// <inheritdoc/>
    public Tensor Sqrt(Tensor x) => Filter(x, spectrum => spectrum * root);

    /// <inheritdoc/>
    public Tensor InverseSqrt(Tensor x) => Filter(x, spectrum => spectrum / root);

    private static Tensor Filter(Tensor x, Func<Tensor, Tensor> multiply)
    {
        var shape = x.shape;
        return fft.irfft2(multiply(fft.rfft2(x)), [shape[^2], shape[^1]]);
    }
}
