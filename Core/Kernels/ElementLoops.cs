using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// Passes over elements that read and write each number once; bound by memory, not by arithmetic. For contiguous tensors
/// on the CPU. An offset (and the sum that is its gradient) is [B, width], or [width] for all rows alike. The plain
/// reference of all of them together is <see cref="ShrinkageChain.Apply"/>. NaN stays NaN.
/// </summary>
internal abstract class ElementLoops
{
    /// <summary>The loops for a type of tensor.</summary>
    /// <exception cref="NotSupportedException">The type is neither float32 nor float64.</exception>
    public static ElementLoops For(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => new ElementLoops<float>(),
        ScalarType.Float64 => new ElementLoops<double>(),
        _ => throw new NotSupportedException($"The fused loops know float32 and float64, not {dtype}."),
    };

    /// <summary>Bytes that the signs of one row of <paramref name="width"/> numbers take.</summary>
    public abstract int SignBytes(long width);

    /// <summary>x ← max(x + offset, 0).</summary>
    public abstract void Rectify(Tensor x, Tensor offset);

    /// <summary>The adjoint of <see cref="Rectify"/>: where its result is 0, g ← 0; then sum ← sum + g.</summary>
    public abstract void RectifyAdjoint(Tensor g, Tensor result, Tensor sum);

    /// <summary>
    /// next ← u + α(w − u) with w = S_θ(z + offset), the soft threshold; signs ← sign(w), two bits a number.
    /// θ is [n]; z, u and next are [B, n]; signs is [B, SignBytes(n)].
    /// </summary>
    public abstract void Shrink(Tensor z, Tensor offset, Tensor theta, Tensor u, Tensor next, Tensor signs, double alpha);

    /// <summary>
    /// The adjoint of <see cref="Shrink"/>: from g = ∂ℓ/∂next, z ← αg where sign(w) ≠ 0, else 0; offsetSum += z;
    /// thetaSum −= sign(w)·z, summed over the rows; g ← (1 − α)g.
    /// </summary>
    public abstract void ShrinkAdjoint(Tensor g, Tensor signs, Tensor z, Tensor offsetSum, Tensor thetaSum, double alpha);

    /// <summary>g ← g + q, and the sums of z·u and q·u over all elements; each [B, n].</summary>
    public abstract (double ZU, double QU) SkipAdjoint(Tensor g, Tensor q, Tensor z, Tensor u);
}
