using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.SingleLevel;

/// <summary>
/// Analysis operator learning from noisy signals (Yaghoobi et al. 2013; (2.10) of the review): min over Ω ∈ S and X of
/// ‖ΩX‖₁ + ½β‖X − Y‖², S the Parseval frames ΩᵀΩ = I. X by ADMM, where the frame makes the linear system a division; Ω by a
/// subgradient step sign(ΩX)Xᵀ of falling length and the projection UVᵀ of its SVD.
/// </summary>
/// <param name="signals">Y, [N, J].</param>
/// <param name="fidelity">β.</param>
/// <param name="rate">Length of the first subgradient step, relative to ‖Ω‖.</param>
public sealed class AnalysisOperatorLearning(Tensor signals, double fidelity, double rate)
{
    private const int Steps = 30;

    /// <summary>Step u = 1, 2, … from (Ω [K, N], X) to the next; both belong to the caller's dispose scope.</summary>
    public (Tensor Omega, Tensor X) Step(Tensor omega, Tensor x, int step)
    {
        using var scope = NewDisposeScope();
        var clean = Denoise(omega, x);
        var slope = omega.MatMul(clean).sign().MatMul(clean.t());
        var length = rate * (omega.norm() / slope.norm()).item<double>() / Math.Sqrt(step);
        return (Project(omega.add(slope, -length)).MoveToOuterDisposeScope(), clean.MoveToOuterDisposeScope());
    }

    /// <summary>The nearest Parseval frame.</summary>
    public static Tensor Project(Tensor omega)
    {
        var (u, _, v) = linalg.svd(omega, fullMatrices: false);
        return u.MatMul(v);
    }

    /// <summary>‖ΩX‖₁ + ½β‖X − Y‖².</summary>
    public double Cost(Tensor omega, Tensor x)
    {
        using var scope = NewDisposeScope();
        return (omega.MatMul(x).abs().sum() + ((x - signals).square().sum() * (fidelity / 2))).item<double>();
    }

    // ADMM with z = ΩX and ρ = β: (β + ρ)X = βY + ρΩᵀ(z − v) since ΩᵀΩ = I.
    private Tensor Denoise(Tensor omega, Tensor start)
    {
        var (x, z) = (start, omega.MatMul(start));
        var v = zeros_like(z);
        for (var i = 0; i < Steps; i++)
        {
            x = (signals + omega.t().MatMul(z - v)) / 2;
            var shifted = omega.MatMul(x) + v;
            z = shifted.sign() * (shifted.abs() - (1 / fidelity)).clamp_min(0);
            v = shifted - z;
        }

        return x;
    }
}
