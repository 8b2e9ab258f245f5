using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>A positive definite matrix acting on one block [B, …], item by item.</summary>
public interface IBlockMetric
{
    /// <summary>λ_min, a scalar tensor.</summary>
    Tensor LambdaMin { get; }

    /// <summary>The diagonal, broadcastable to the block; null when the matrix is not diagonal.</summary>
    Tensor? Diagonal { get; }

    /// <summary>G x.</summary>
    Tensor Apply(Tensor x);

    /// <summary>G^{-1} x.</summary>
    Tensor Inverse(Tensor x);

    /// <summary>R x with RᵀR = G.</summary>
    Tensor Sqrt(Tensor x);

    /// <summary>R^{-1} x.</summary>
    Tensor InverseSqrt(Tensor x);
}
