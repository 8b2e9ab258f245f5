using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>The equation F(u, ω) = 0 of a lower level, linearised at one point: products with A = (∂F/∂u)ᵀ and with (∂F/∂ω)ᵀ.</summary>
public interface ILinearization
{
    /// <summary>Whether A = Aᵀ.</summary>
    bool IsSymmetric { get; }

    /// <summary>Products with A so far.</summary>
    int Products { get; }

    /// <summary>Products with Aᵀ so far.</summary>
    int TransposedProducts { get; }

    /// <summary>A·q = (∂F/∂u)ᵀ q.</summary>
    State Apply(State q);

    /// <summary>Aᵀ·v = (∂F/∂u) v. The first call may set something up and belongs outside of a loop's own dispose scope.</summary>
    State ApplyTransposed(State v);

    /// <summary>(∂F/∂ω)ᵀ q, one for each learned parameter; null where F does not read it.</summary>
    Tensor?[] OverOmega(State q);
}
