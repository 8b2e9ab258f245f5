using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// Filtered back-projection for <see cref="ParallelBeamModel"/>: x = (π n/angles)·Aᵀ(h ∗ y)/n along the detector, with the ramp filter of
/// Ramachandran and Lakshminarayanan (1971), h(0) = n²/4, h(k) = −n²/(πk)² for odd k, 0 for even ones, its spectrum times a Hann window
/// that falls to 0 at a share of the detector's Nyquist frequency. Linear in y. [B, 1, angles, n] ↦ [B, 1, n, n].
/// </summary>
/// <param name="model">A.</param>
/// <param name="side">n.</param>
/// <param name="angles">How many, over half a turn.</param>
/// <param name="cutoff">Where the window ends, in (0, 1] of the Nyquist frequency; above 1 it reaches beyond and less is lost.</param>
public sealed class FilteredBackProjection(ParallelBeamModel model, int side, int angles, double cutoff)
{
    private const int Padding = 2;

    /// <summary>The image.</summary>
    public Tensor Apply(Tensor y)
    {
        long length = Padding * side;
        var spectrum = Response(length).to(y.dtype).to(y.device);
        var filtered = fft.irfft(fft.rfft(y, length, 3) * spectrum, length, 3).narrow(3, 0, side);
        return model.Adjoint(filtered) * (Math.PI / angles);
    }

    // The transform of the sampled ramp, not the ramp itself, whose mean would be 0 on a finite detector.
    private Tensor Response(long length)
    {
        var taps = new double[length];
        for (var k = 0; k < side; k++)
        {
            var tap = k == 0 ? 0.25 : k % 2 == 1 ? -1 / (Math.PI * Math.PI * k * k) : 0;
            taps[k] = tap;
            taps[(length - k) % length] = tap;
        }

        var frequency = arange((length / 2) + 1, dtype: float64) / (length / 2.0 * cutoff);
        var window = ((frequency.clamp_max(1) * Math.PI).cos() + 1.0) * 0.5;
        return fft.rfft(tensor(taps)).real * window * (double)side * (double)side;
    }
}
