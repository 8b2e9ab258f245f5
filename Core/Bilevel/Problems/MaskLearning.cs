using Hodl.Core.Imaging;
using Hodl.Core.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Problems;

/// <summary>
/// Learning which lines of k-space to measure (Sherry et al. 2020; (6.3) of the review), with the regulariser's weight: γ = (s, ln w),
/// Φ = ½Σ_f s_f|F x − k|_f² + wΣφ(∇x) + ½δ‖x‖², φ(z) = √(z² + ε²), the unitary DFT F and noisy k-space k of B training images;
/// ℓ = ½‖x − x_true‖²/B + λΣ_i(s_i + s_i(1 − s_i)), whose penalty is least at 0 and pushes off the middle. s ∈ [0, 1]; line i
/// stands for the columns ±i, as images are real. δ = 1e-3 keeps Φ strongly convex.
/// </summary>
public sealed class MaskLearning : AutogradProblem
{
    private const double Ridge = 1e-3;
    private static readonly long[] Plane = [2, 3];
    private readonly Tensor truth;
    private readonly Tensor measured;
    private readonly Tensor spread;  // [lines, W], 1 where a line is a column
    private readonly double epsilon;
    private readonly double start;

    /// <summary>A problem; the tensors stay the caller's.</summary>
    /// <param name="truth">x_true, [B, 1, n, n].</param>
    /// <param name="measured">k, complex, whole.</param>
    /// <param name="penalty">λ.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="start">ln w at the start.</param>
    public MaskLearning(Tensor truth, Tensor measured, double penalty, double epsilon, double start)
    {
        (this.truth, this.measured, Price, this.epsilon, this.start) = (truth, measured, penalty, epsilon, start);
        var side = truth.shape[3];
        Lines = (side / 2) + 1;
        var column = arange(side, dtype: float64);
        spread = (minimum(column, (column - side).neg()).unsqueeze(0) == arange(Lines, dtype: float64).unsqueeze(1)).to(truth.dtype);
    }

    /// <summary>λ, which may grow between upper steps: a line whose s has reached 0 under a high price does not come back, as the penalty is concave.</summary>
    public double Price { get; set; }

    /// <summary>How many lines s has.</summary>
    public long Lines { get; }

    /// <inheritdoc/>
    public override Tensor UpperStart() => cat([full([Lines], 0.7, dtype: truth.dtype), full([1], start, dtype: truth.dtype)]);

    /// <inheritdoc/>
    public override Tensor LowerStart() => zeros_like(truth);

    /// <summary>s on all frequencies, [1, W].</summary>
    public Tensor Mask(Tensor upper) => upper.narrow(0, 0, Lines).unsqueeze(0).MatMul(spread);

    /// <inheritdoc/>
    public override double Smoothness(Tensor upper) => 1 + Ridge + (8 * upper[Lines].exp().item<double>() / epsilon);

    /// <inheritdoc/>
    public override double Convexity(Tensor upper) => Ridge;

    /// <summary>s ∈ [0, 1], w at least that of the start: (s, w) and (cs, cw) have the same minimiser, so the price would shrink them together without end.</summary>
    public override Tensor Project(Tensor upper) => cat([upper.narrow(0, 0, Lines).clamp(0, 1), upper.narrow(0, Lines, 1).clamp(start, 0)]);

    /// <inheritdoc/>
    protected override Tensor LowerCost(Tensor lower, Tensor upper, Minibatch? batch)
    {
        var error = fft.fft2(lower, dim: Plane, norm: FFTNormType.Ortho) - measured;
        var data = ((error.real.square() + error.imag.square()) * Mask(upper)).sum() / 2;
        var rounded = (PeriodicGradient.Apply(lower).square() + (epsilon * epsilon)).sqrt().sum();
        return data + (rounded * upper[Lines].exp()) + (lower.square().sum() * (Ridge / 2));
    }

    /// <inheritdoc/>
    protected override Tensor Gradient(Tensor lower, Tensor upper, Minibatch? batch)
    {
        var error = fft.fft2(lower, dim: Plane, norm: FFTNormType.Ortho) - measured;
        var slope = PeriodicGradient.Apply(lower);
        slope = slope / (slope.square() + (epsilon * epsilon)).sqrt();
        return fft.ifft2(error * Mask(upper), dim: Plane, norm: FFTNormType.Ortho).real + (PeriodicGradient.Adjoint(slope) * upper[Lines].exp()) + (lower * Ridge);
    }

    /// <inheritdoc/>
    protected override Tensor UpperCost(Tensor lower, Tensor upper, Minibatch? batch)
    {
        var s = upper.narrow(0, 0, Lines);
        return ((lower - truth).square().sum() / (2 * truth.shape[0])) + ((s + (s * (1 - s))).sum() * Price);
    }
}
