using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// R(x; c, s) = Σ_k s_k Σ_i φ((c_k ∗ x)_i; ε), the regulariser of the review's (Ex) with s_k = e^{β0 + βk}, in differentiable
/// operations: the plain reference of every <see cref="Kernels.IFilterBank"/>, and what unrolling differentiates.
/// </summary>
/// <param name="penalty">φ.</param>
/// <param name="filters">c, [K, 1, kh, kw].</param>
/// <param name="strengths">s &gt; 0, [K].</param>
public sealed class FilterRegularizer(Penalty penalty, Tensor filters, Tensor strengths)
{
    private readonly CircularFilters bank = new(filters);
    private readonly Tensor weights = strengths.reshape(1, -1, 1, 1);

    /// <summary>R(x), a scalar, of x [B, 1, H, W].</summary>
    public Tensor Value(Tensor x) => (penalty.Value(bank.Apply(x)) * weights).sum();

    /// <summary>∇R(x) = Σ_k s_k C_kᵀ φ′(C_k x), [B, 1, H, W].</summary>
    public Tensor Gradient(Tensor x) => bank.Adjoint(penalty.First(bank.Apply(x)) * weights);

    /// <summary>
    /// L of ∇R as (4.19) has it, L_φ′ Σ_k s_k ‖c_k‖₁², a tensor of no dimension, differentiable. Holds for any size of image.
    /// </summary>
    public static Tensor ReviewBound(Penalty penalty, Tensor filters, Tensor strengths) =>
        (filters.abs().sum([1, 2, 3]).square() * strengths).sum() * penalty.Curvature;

    /// <summary>
    /// L of ∇R from the spectrum, L_φ′ max_f Σ_k s_k |ĉ_k(f)|² over the frequencies of the image: the norm of Σ s_k C_kᵀC_k,
    /// never above <see cref="ReviewBound"/> and far below it for many filters. One small transform of each filter gives the
    /// sum of their autocorrelations, one large transform of that the maximum. A tensor of no dimension, differentiable.
    /// </summary>
    public static Tensor SpectralBound(Penalty penalty, Tensor filters, Tensor strengths, long height, long width)
    {
        long kh = filters.shape[2], kw = filters.shape[3];
        long rows = (2 * kh) - 1, columns = (2 * kw) - 1;
        var weights = strengths.reshape(-1, 1, 1);
        Tensor Power(long high, long wide)
        {
            var spectrum = fft.rfft2(nn.functional.pad(filters.squeeze(1), [0, wide - kw, 0, high - kh]));
            return ((spectrum.real.square() + spectrum.imag.square()) * weights).sum([0]);
        }

        if (rows > height || columns > width)
        {
            return Power(height, width).max() * penalty.Curvature;
        }

        // Centred at 0 the sum of autocorrelations is even, so its transform is real.
        var correlation = fft.irfft2(Power(rows, columns), [rows, columns]).roll([kh - 1, kw - 1], [0, 1]);
        var centred = nn.functional.pad(correlation, [0, width - columns, 0, height - rows]).roll([1 - kh, 1 - kw], [0, 1]);
        return fft.rfft2(centred).real.max() * penalty.Curvature;
    }
}
