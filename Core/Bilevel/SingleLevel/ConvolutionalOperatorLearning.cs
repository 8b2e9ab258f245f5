using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.SingleLevel;

/// <summary>
/// CAOL (Chun and Fessler 2020; (2.12) of the review): min over filters c_k of Σ_k min over z_k of ½‖c_k ∗ x − z_k‖² + β‖z_k‖₀, with the
/// k × k filters a tight frame, CᵀC = I/K for the matrix C of K = k² filters. z_k keeps what exceeds √(2β); since ‖Cx‖ does not change on the frame, the best C
/// is that of Procrustes: K^(−½)UVᵀ of the SVD of PᵀZ, P the periodic patches of the images. The cost never grows. In a
/// <paramref name="basis"/> of some orthonormal filters the frame is sought within their span, P the patches' coordinates: with the DCT
/// filters but the constant one all filters have mean 0, and the constant one with 1/√K completes the frame.
/// </summary>
/// <param name="images">x, [B, 1, H, W].</param>
/// <param name="side">k.</param>
/// <param name="threshold">β.</param>
/// <param name="basis">M orthonormal filters, [M, 1, k, k]; null for single taps, M = k².</param>
public sealed class ConvolutionalOperatorLearning(Tensor images, int side, double threshold, Tensor? basis = null)
{
    private readonly Tensor patches = Coordinates(
        stack([.. Enumerable.Range(0, side * side).Select(i => images.roll([-(i / side), -(i % side)], [2, 3]).flatten())], 1), basis);

    /// <summary>One step from C, [M, M] with a filter a column, to the next.</summary>
    public Tensor Step(Tensor filters)
    {
        using var scope = NewDisposeScope();
        var (u, _, v) = linalg.svd(patches.t().MatMul(Sparse(patches.MatMul(filters))), fullMatrices: false);
        return (u.MatMul(v) / side).MoveToOuterDisposeScope();
    }

    /// <summary>The cost at C with the best z.</summary>
    public double Cost(Tensor filters)
    {
        using var scope = NewDisposeScope();
        return (patches.MatMul(filters).square() / 2).clamp_max(threshold).sum().item<double>();
    }

    private static Tensor Coordinates(Tensor patches, Tensor? basis) => basis is null ? patches : patches.MatMul(basis.flatten(1).t());

    private Tensor Sparse(Tensor image) => image * (image.square() > 2 * threshold).to(image.dtype);
}
