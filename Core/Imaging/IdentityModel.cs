using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>Denoising: A = I.</summary>
public sealed class IdentityModel : IForwardModel
{
    /// <inheritdoc/>
    public double SquaredNorm => 1;

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => x;

    /// <inheritdoc/>
    public Tensor Adjoint(Tensor y) => y;
}
