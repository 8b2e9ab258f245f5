using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// Spectral normalisation W/max(1, σ(W)) of a matrix, with σ = ⟨u, W v⟩ at the leading singular vectors. Between
/// <see cref="Exact"/> calls u follows W by power iteration v ← Wᵀu/‖·‖, u ← Wv/‖·‖ from the last step's vector; the
/// estimate is from below, so that a weight in training may exceed norm 1 by its error until <see cref="Exact"/> is called.
/// After <see cref="Exact"/> it is below 1e-6 (float32) or 1e-12 (float64). A matrix inside the unit ball stays as it is.
/// </summary>
public static class SpectralWeight
{
    /// <summary>The normalised weight, in the graph of <paramref name="weight"/>; <paramref name="left"/> moves on.</summary>
    /// <param name="weight">W, [rows, columns].</param>
    /// <param name="left">Persistent vector u, [rows], unit norm.</param>
    /// <param name="iterations">Power iterations, ≥ 1.</param>
    public static Tensor Normalize(Tensor weight, Tensor left, int iterations)
    {
        var (u, v) = Iterate(weight, left, iterations);
        var sigma = u.dot(weight.mv(v));
        return weight / sigma.clamp_min(1.0);
    }

    /// <summary>The leading left singular vector by a singular value decomposition in float64, into <paramref name="left"/>.</summary>
    public static void Exact(Tensor weight, Tensor left)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (u, _, _) = linalg.svd(weight.detach().to(float64), fullMatrices: false);
        left.copy_(u.select(1, 0).to(left.dtype));
    }

    private static (Tensor U, Tensor V) Iterate(Tensor weight, Tensor left, int iterations)
    {
        using var ungraded = no_grad();
        var transposed = weight.t();
        var u = left.clone();
        var v = Unit(transposed.mv(u));
        for (var i = 0; i < iterations; i++)
        {
            u = Unit(weight.mv(v));
            v = Unit(transposed.mv(u));
        }

        left.copy_(u);
        return (u, v);
    }

    private static Tensor Unit(Tensor x) => x / x.norm().clamp_min(1e-12);
}
