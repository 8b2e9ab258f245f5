using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary><see cref="RainAlm"/> for one batch and one ω.</summary>
public sealed class BoundRainAlm : IBoundOperator
{
    private readonly RainSteps steps;
    private readonly Tensor b;
    private readonly Tensor background;  // 1 + P_b
    private readonly Tensor rain;        // 1 + P_r, [H, W/2+1]
    private readonly Tensor determinant;

    /// <summary>Prepares the solve for images of the batch's size.</summary>
    public BoundRainAlm(RainSteps steps, Tensor b)
    {
        (this.steps, this.b) = (steps, b);
        var power = PeriodicGradient.Power(b.shape[2], b.shape[3], b.dtype, b.device);
        background = (steps.BetaB * 2.0) + steps.RhoB + 1.0;
        rain = (power * (steps.BetaR * 2.0)) + (steps.RhoR + 1.0);
        determinant = (background * rain) - 1.0;
        G = new RainMetric(steps, power);
    }

    /// <inheritdoc/>
    public IWeightedNorm G { get; }

    /// <inheritdoc/>
    public State Apply(State u)
    {
        var (ub, ur, vb, vr, lb, lr) = (u[0], u[1], u[2], u[3], u[4], u[5]);
        var slope = PeriodicGradient.Apply(ur);
        var qb = lb + (steps.BetaB * (ub - vb));
        var qr = lr + (steps.BetaR * (slope - vr));

        // (1 + P_b)u_b + u_r = b + P_b u_b − q_b and u_b + (1 + P_r)u_r = b + P_r u_r − ∇ᵀq_r, P_r u_r = ∇ᵀ(2β∇u_r) + ρu_r.
        var first = fft.rfft2(b + (((steps.BetaB * 2.0) + steps.RhoB) * ub) - qb);
        var second = fft.rfft2(b + (steps.RhoR * ur) + PeriodicGradient.Adjoint((slope * (steps.BetaR * 2.0)) - qr));
        var ub1 = Back(((first * rain) - second) / determinant);
        var ur1 = Back(((second * background) - first) / determinant);
        var (pb, pr) = ((steps.BetaB * 2.0) + steps.SigmaB, (steps.BetaR * 2.0) + steps.SigmaR);
        var vb1 = SoftThreshold.Apply(vb + (qb / pb), steps.KappaB / pb);
        var vr1 = SoftThreshold.Apply(vr + (qr / pr), steps.KappaR / pr);
        return new(
            ub1, ur1, vb1, vr1, lb + (steps.BetaB * (ub1 - vb1)), lr + (steps.BetaR * (PeriodicGradient.Apply(ur1) - vr1)));
    }

    private Tensor Back(Tensor spectrum) => fft.irfft2(spectrum, [b.shape[2], b.shape[3]]);
}
