using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>A linear map given by two functions, such as a regulariser's analysis operator.</summary>
/// <param name="apply">x ↦ Cx.</param>
/// <param name="adjoint">z ↦ Cᵀz.</param>
/// <param name="squaredNorm">A bound of ‖C‖².</param>
public sealed class LinearMap(Func<Tensor, Tensor> apply, Func<Tensor, Tensor> adjoint, double squaredNorm) : IForwardModel
{
    /// <inheritdoc/>
    public double SquaredNorm => squaredNorm;

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => apply(x);

    /// <inheritdoc/>
    public Tensor Adjoint(Tensor y) => adjoint(y);
}
