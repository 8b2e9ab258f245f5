using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>
/// A dense G = L Lᵀ on vectors, factored once (Cholesky). R = Lᵀ: ‖Lᵀx‖₂ = ‖x‖_G, and R^{-1} N R is non-expansive in
/// ‖·‖_G for every 1-Lipschitz N, as with the symmetric root, at a third of its cost.
/// </summary>
public sealed class DenseMetric : IBlockMetric
{
    private readonly Tensor g;
    private readonly Tensor lower;

    /// <summary>The metric of a matrix.</summary>
    /// <param name="g">Symmetric positive definite, [n, n]; may carry a gradient.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The matrix is not positive definite.</exception>
    public DenseMetric(Tensor g)
    {
        this.g = g;
        lower = linalg.cholesky(g);
    }

    /// <inheritdoc/>
    public Tensor LambdaMin => linalg.eigvalsh(g).min();

    /// <inheritdoc/>
    public Tensor? Diagonal => null;

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => x.MatMul(g);  // rows: (G x)ᵀ = xᵀ G

    /// <inheritdoc/>
    public Tensor Inverse(Tensor x)
    {
        var half = linalg.solve_triangular(lower, x.t(), upper: false);
        return linalg.solve_triangular(lower.t(), half, upper: true).t();
    }

    /// <inheritdoc/>
    public Tensor Sqrt(Tensor x) => x.MatMul(lower);

    /// <inheritdoc/>
    public Tensor InverseSqrt(Tensor x) => linalg.solve_triangular(lower.t(), x.t(), upper: true).t();
}
