using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// Small parallel-beam CT: line integrals of a square image, [B, 1, n, n] ↦ [B, 1, angles, n], in units of the image's side. A
/// pixel at (x, y) from the centre falls on the detector at x cos θ + y sin θ and is shared by the two nearest bins in proportion
/// (pixel-driven, as in Siddon-type models the mass is kept where the detector reaches). Kept as one sparse pattern of indices and
/// weights, so that the adjoint is exact.
/// </summary>
public sealed class ParallelBeamModel : IForwardModel
{
    private readonly Tensor bins;     // [2, angles·n²], flat detector index
    private readonly Tensor weights;  // [2, angles·n²]
    private readonly long side;
    private readonly long angles;

    /// <summary>Angles at equal distances over half a turn.</summary>
    /// <param name="side">n.</param>
    /// <param name="angles">How many, ≥ 1.</param>
    /// <param name="type">Of the images.</param>
    public ParallelBeamModel(int side, int angles, ScalarType type)
    {
        (this.side, this.angles) = (side, angles);
        var offsets = arange(side, dtype: float64) - ((side - 1) / 2.0);
        var theta = arange(angles, dtype: float64) * (Math.PI / angles);
        var position = (theta.cos().reshape(-1, 1, 1) * offsets.reshape(1, 1, -1)) + (theta.sin().reshape(-1, 1, 1) * offsets.reshape(1, -1, 1)) + ((side - 1) / 2.0);
        var low = position.floor();
        var high = position - low;
        var row = (arange(angles, dtype: float64) * side).reshape(-1, 1, 1);
        Tensor Bin(Tensor at) => (row + at.clamp(0, side - 1)).to(int64).flatten();
        Tensor Weight(Tensor at, Tensor share) => (share * ((at >= 0) & (at <= side - 1)).to(float64) / side).to(type).flatten();
        bins = stack([Bin(low), Bin(low + 1)]);
        weights = stack([Weight(low, 1 - high), Weight(low + 1, high)]);
        SquaredNorm = Norm(type);
    }

    /// <inheritdoc/>
    public double SquaredNorm { get; }

    /// <inheritdoc/>
    public Tensor Apply(Tensor x)
    {
        var spread = x.reshape(-1, 1, side * side).expand(-1, angles, -1).reshape(-1, angles * side * side);
        var result = zeros(spread.shape[0], angles * side, dtype: x.dtype, device: x.device);
        for (var i = 0; i < 2; i++)
        {
            result = result.index_add(1, bins[i], spread * weights[i], 1);
        }

        return result.reshape(-1, 1, angles, side);
    }

    /// <inheritdoc/>
    public Tensor Adjoint(Tensor y)
    {
        var flat = y.reshape(-1, angles * side);
        var gathered = (flat.index_select(1, bins[0]) * weights[0]) + (flat.index_select(1, bins[1]) * weights[1]);
        return gathered.reshape(-1, angles, side * side).sum(1L).reshape(-1, 1, side, side);
    }

    // Power iterations; AᵀA has no negative entry, so the constant image is never orthogonal to the leading eigenvector.
    private double Norm(ScalarType type)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (x, norm) = (ones([1, 1, side, side], dtype: type), 1.0);
        for (var i = 0; i < 50; i++)
        {
            x = Adjoint(Apply(x));
            norm = x.norm().to(float64).item<double>();
            x = x / norm;
        }

        return norm * 1.001;
    }
}
