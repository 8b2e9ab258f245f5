using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>Inpainting: A keeps some pixels and sets the others to 0, so that A = Aᵀ = A².</summary>
/// <param name="mask">1 where a pixel is measured, 0 elsewhere; [H, W] or broadcastable to the images.</param>
public sealed class MaskModel(Tensor mask) : IForwardModel
{
    /// <inheritdoc/>
    public double SquaredNorm => 1;

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => x * mask;

    /// <inheritdoc/>
    public Tensor Adjoint(Tensor y) => y * mask;

    /// <inheritdoc/>
    public Tensor Normal(Tensor x) => x * mask;
}
