using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>Second derivatives of Φ at one (x; γ), as products.</summary>
public interface ISecondDerivatives : IDisposable
{
    /// <summary>∇ₓₓΦ·v, in the shape of x.</summary>
    Tensor Hessian(Tensor v);

    /// <summary>(∇ₓᵧΦ)ᵀ·q, [R].</summary>
    Tensor CrossTransposed(Tensor q);

    /// <summary>∇ₓᵧΦ·d for d of [R], in the shape of x.</summary>
    Tensor Cross(Tensor d);
}
