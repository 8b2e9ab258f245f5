using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>
/// A positive definite metric G on states, ‖u‖_G = √⟨u, G u⟩. Items of a batch are treated alike and apart.
/// </summary>
public interface IWeightedNorm
{
    /// <summary>λ_min(G), a scalar tensor.</summary>
    Tensor LambdaMin { get; }

    /// <summary>Whether G is diagonal in the coordinates of the state, so that coordinate-wise projections are G-projections.</summary>
    bool IsDiagonal { get; }

    /// <summary>G u.</summary>
    State Apply(State u);

    /// <summary>G^{-1} u.</summary>
    State Inverse(State u);

    /// <summary>R u with RᵀR = G, so that ‖R u‖₂ = ‖u‖_G. R is the symmetric root, except for dense G, where it is the transposed Cholesky factor.</summary>
    State Sqrt(State u);

    /// <summary>R^{-1} u.</summary>
    State InverseSqrt(State u);

    /// <summary>‖u‖_G over blocks and batch; a scalar tensor.</summary>
    Tensor Norm(State u) => Sqrt(u).Norm();
}
