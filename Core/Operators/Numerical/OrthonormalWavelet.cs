using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// W: the separable periodic wavelet transform over several levels, WᵀW = WWᵀ = I. One level of an image x is the four
/// bands (LL, LH, HL, HH) of correlations with h⊗h, h⊗g, g⊗h, g⊗g, taken at every second row and column, with
/// g_i = (−1)^i h_{L−1−i}; the next level splits LL again.
/// Source: Daubechies, Ten Lectures on Wavelets, 1992.
/// </summary>
public sealed class OrthonormalWavelet
{
    private readonly Tensor filters;  // [4, 1, L, L]
    private readonly long overlap;    // L − 2: how far a filter reaches beyond its pair

    /// <summary>A transform; what it holds belongs to the caller's dispose scope.</summary>
    /// <param name="kind">The filters.</param>
    /// <param name="levels">Levels, ≥ 1.</param>
    /// <param name="dtype">Type of the images.</param>
    /// <param name="device">Their place.</param>
    public OrthonormalWavelet(WaveletKind kind, int levels, ScalarType dtype, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        Levels = levels;
        var low = LowPass(kind);
        var high = low.Select((_, i) => (i % 2 == 0 ? 1 : -1) * low[^(i + 1)]).ToArray();
        double[][] rows = [low, low, high, high], columns = [low, high, low, high];
        var taps = new List<double>();
        for (var band = 0; band < 4; band++)
        {
            taps.AddRange(from a in rows[band] from b in columns[band] select a * b);
        }

        filters = tensor(taps.ToArray(), [4, 1, low.Length, low.Length]).to(dtype).to(device);
        overlap = low.Length - 2;
    }

    /// <summary>Levels.</summary>
    public int Levels { get; }

    /// <summary>Whether images of this size can be transformed: every level halves both sides and must not be shorter than a filter.</summary>
    public bool Fits(long height, long width)
    {
        var step = 1L << Levels;
        var least = overlap + 2;
        return height % step == 0 && width % step == 0 && 2 * height / step >= least && 2 * width / step >= least;
    }

    /// <summary>z = Wu as the bands of detail (LH, HL, HH) level by level from the finest, [B·C, 3, H/2^j, W/2^j], and at the end LL of the last level.</summary>
    /// <param name="u">[B, C, H, W].</param>
    /// <exception cref="ArgumentException">A side is no multiple of 2^levels, or too short.</exception>
    public Tensor[] Analyze(Tensor u)
    {
        var (height, width) = (u.shape[2], u.shape[3]);
        if (!Fits(height, width))
        {
            throw new ArgumentException($"{Levels} levels of wavelets do not fit images of {height}×{width}.", nameof(u));
        }

        var bands = new Tensor[Levels + 1];
        var x = u.reshape(-1, 1, height, width);
        for (var level = 0; level < Levels; level++)
        {
            var padded = overlap == 0 ? x : nn.functional.pad(x, [0, overlap, 0, overlap], TorchSharp.PaddingModes.Circular);
            var split = nn.functional.conv2d(padded, filters, strides: [2, 2]);
            bands[level] = split.narrow(1, 1, 3);
            x = split.narrow(1, 0, 1);
        }

        bands[Levels] = x;
        return bands;
    }

    /// <summary>u = Wᵀz, the inverse of <see cref="Analyze"/>.</summary>
    /// <param name="bands">As <see cref="Analyze"/> gives them.</param>
    /// <param name="channels">C.</param>
    public Tensor Synthesize(IReadOnlyList<Tensor> bands, long channels)
    {
        var x = bands[Levels];
        for (var level = Levels - 1; level >= 0; level--)
        {
            x = Wrap(nn.functional.conv_transpose2d(cat([x, bands[level]], 1), filters, strides: [2, 2]));
        }

        return x.reshape(-1, channels, x.shape[2], x.shape[3]);
    }

    // What reaches over the lower and right border comes back at the upper and left one.
    private Tensor Wrap(Tensor x)
    {
        if (overlap == 0)
        {
            return x;
        }

        var (height, width) = (x.shape[2] - overlap, x.shape[3] - overlap);
        var rows = x.narrow(2, 0, height) + nn.functional.pad(x.narrow(2, height, overlap), [0, 0, 0, height - overlap]);
        return rows.narrow(3, 0, width) + nn.functional.pad(rows.narrow(3, width, overlap), [0, width - overlap]);
    }

    private static double[] LowPass(WaveletKind kind)
    {
        var (r2, r3) = (Math.Sqrt(2), Math.Sqrt(3));
        return kind == WaveletKind.Haar
            ? [1 / r2, 1 / r2]
            : [(1 + r3) / (4 * r2), (3 + r3) / (4 * r2), (3 - r3) / (4 * r2), (1 - r3) / (4 * r2)];
    }
}
