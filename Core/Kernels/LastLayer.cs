using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// PG's gradient step, p ↦ p S + s ⊙ c, multiplied into the layer before it. All K iterations use the products, so an error
/// in them does not average out as that of an iteration does: they are computed in float64 and rounded once. The derivative
/// is that of the products in ω's own type.
/// </summary>
/// <param name="Gradient">S.</param>
/// <param name="Correlation">c = 2Qᵀb as rows, [B, n].</param>
internal sealed record LastLayer(GradientStep Gradient, Tensor Correlation)
{
    /// <summary>s ⊙ c, [B, n].</summary>
    public Tensor Shift => Correlation * Gradient.Step;

    /// <summary>M S and w S + s ⊙ c for the layer p = h M + w.</summary>
    /// <param name="matrix">M, [width, n].</param>
    /// <param name="bias">w, [n]; null for none.</param>
    public (Tensor Matrix, Tensor Offset) After(Tensor matrix, Tensor? bias)
    {
        var (product, offset) = Multiply(matrix, bias);
        if (matrix.dtype == ScalarType.Float64)
        {
            return (product, offset);
        }

        using var scope = NewDisposeScope();
        Tensor missing, missingOffset;
        using (no_grad())
        {
            var gradient64 = new GradientStep(Gradient.Hessian.to(float64), Gradient.Step.to(float64));
            var (matrix64, offset64) = new LastLayer(gradient64, Correlation.to(float64)).Multiply(matrix.to(float64), bias?.to(float64));
            (missing, missingOffset) = ((matrix64 - product).to(matrix.dtype), (offset64 - offset).to(matrix.dtype));
        }

        return ((product + missing).MoveToOuterDisposeScope(), (offset + missingOffset).MoveToOuterDisposeScope());
    }

    private (Tensor Matrix, Tensor Offset) Multiply(Tensor matrix, Tensor? bias)
    {
        var s = Gradient.Matrix;
        return (matrix.MatMul(s), bias is null ? Shift : bias.unsqueeze(0).MatMul(s) + Shift);
    }
}
