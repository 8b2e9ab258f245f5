using Hodl.Core.Imaging;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>The bank by Fourier transforms: its cost does not depend on the filters' size. Any device.</summary>
/// <param name="penalty">φ.</param>
public sealed class FourierFilterBank(Penalty penalty) : IFilterBank
{
    private Tensor? filters, strengths, symbol, filtered, curvature, spectrum;
    private long[] size = [];

    /// <inheritdoc/>
    public string Name => "Fourier";

    private Tensor Weights => strengths!.reshape(1, -1, 1, 1);

    /// <inheritdoc/>
    public void Bind(Tensor filters, Tensor strengths)
    {
        this.filters?.Dispose();
        this.strengths?.Dispose();
        symbol?.Dispose();
        (this.filters, this.strengths, symbol) = (Kept(filters), Kept(strengths), null);
    }

    /// <inheritdoc/>
    public Tensor Gradient(Tensor x) => Within(() => Adjoint(penalty.First(Filtered(fft.rfft2(x), x)).mul_(Weights)));

    /// <inheritdoc/>
    public void Linearize(Tensor x)
    {
        Release();
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        spectrum = Kept(fft.rfft2(x));
        filtered = Kept(Filtered(spectrum, x));
        curvature = Kept(penalty.Second(filtered).mul_(Weights));
    }

    /// <inheritdoc/>
    public Tensor Product(Tensor v) => Within(() => Adjoint(Filtered(fft.rfft2(v), v).mul_(Linearized(curvature))));

    /// <inheritdoc/>
    public (Tensor Filters, Tensor Strengths) Mixed(Tensor q)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var slope = penalty.First(Linearized(filtered));
        var spectrumQ = fft.rfft2(q);
        var filteredQ = Filtered(spectrumQ, q);
        var overStrengths = (slope * filteredQ).sum([0, 2, 3]);

        // Over c(a, b): Σ_i w(i) x(i + a − top, …), a correlation, read off at the filter's places.
        var correlation = (fft.rfft2(slope * Weights).conj() * spectrumQ).sum([0]) + (fft.rfft2(filteredQ * curvature!).conj() * spectrum!).sum([0]);
        long kh = filters!.shape[2], kw = filters.shape[3];
        var whole = fft.irfft2(correlation, size).roll([kh / 2, kw / 2], [1, 2]);
        var overFilters = whole.narrow(1, 0, kh).narrow(2, 0, kw).unsqueeze(1).contiguous();
        return (overFilters.MoveToOuterDisposeScope(), overStrengths.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        filters?.Dispose();
        strengths?.Dispose();
        symbol?.Dispose();
    }

    private Tensor Filtered(Tensor transform, Tensor like) => fft.irfft2(transform * Symbol(like), size);

    private Tensor Adjoint(Tensor w) => fft.irfft2((fft.rfft2(w) * symbol!.conj()).sum([1], keepdim: true), size);

    // conj(ĉ) of the filter moved to its centre: a correlation in space is a product with the conjugate.
    private Tensor Symbol(Tensor like)
    {
        long[] wanted = [like.shape[2], like.shape[3]];
        if (symbol is null || !size.SequenceEqual(wanted))
        {
            symbol?.Dispose();
            size = wanted;
            var c = (filters ?? throw new InvalidOperationException("Bind comes first.")).squeeze(1);
            long kh = c.shape[1], kw = c.shape[2];
            var placed = nn.functional.pad(c, [0, size[1] - kw, 0, size[0] - kh]).roll([-(kh / 2), -(kw / 2)], [1, 2]);
            symbol = Kept(fft.rfft2(placed).conj().resolve_conj().unsqueeze(0));
        }

        return symbol;
    }

    private static Tensor Within(Func<Tensor> compute)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return compute().MoveToOuterDisposeScope();
    }

    private static Tensor Kept(Tensor tensor) => tensor.detach().clone().DetachFromDisposeScope();

    private static Tensor Linearized(Tensor? kept) => kept ?? throw new InvalidOperationException("Products need a point: call Linearize first.");

    private void Release()
    {
        filtered?.Dispose();
        curvature?.Dispose();
        spectrum?.Dispose();
    }
}
