using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// The linear map A of a measurement y = A x + n. Maps are differentiable in their argument and hold no learned numbers;
/// A may change shape and type (a Fourier transform gives complex numbers), AᵀA never does.
/// </summary>
public interface IForwardModel
{
    /// <summary>A x. Images are [B, 1, H, W].</summary>
    Tensor Apply(Tensor x);

    /// <summary>Aᵀy (the conjugate transpose, its real part where x is real), in the shape of x.</summary>
    Tensor Adjoint(Tensor y);

    /// <summary>AᵀA x; models that know a shorter way take it.</summary>
    Tensor Normal(Tensor x) => Adjoint(Apply(x));

    /// <summary>σ₁²(A): the largest eigenvalue of AᵀA, or a bound of it.</summary>
    double SquaredNorm { get; }
}
