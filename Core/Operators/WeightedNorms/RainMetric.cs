using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>
/// H of <see cref="RainAlm"/>. For each pair (u, v) with v = Du, D = I or ∇, β, ρ, σ:
/// G = [[βDᵀD + ρ, βDᵀ], [βD, β + σ]], and 1/β on λ. With c = β/(β + σ) and the Schur complement
/// S = ρ + cσDᵀD, ‖(u, v)‖²_G = ‖S^{1/2}u‖² + (β + σ)‖v + cDu‖², so R(u, v) = (S^{1/2}u, √(β+σ)(v + cDu)) has
/// RᵀR = G and a closed inverse; S is a scalar for D = I and diagonal under the Fourier transform for D = ∇.
/// </summary>
public sealed class RainMetric : IWeightedNorm
{
    private readonly RainSteps steps;
    private readonly Tensor power;
    private readonly Tensor shareB;
    private readonly Tensor shareR;
    private readonly Tensor rootB;
    private readonly FourierMetric schurR;

    /// <summary>The metric of ALM's steps.</summary>
    /// <param name="steps">The hyper-parameters.</param>
    /// <param name="power">Symbol of ∇ᵀ∇, [H, W/2+1].</param>
    public RainMetric(RainSteps steps, Tensor power)
    {
        (this.steps, this.power) = (steps, power);
        shareB = steps.BetaB / (steps.BetaB + steps.SigmaB);
        shareR = steps.BetaR / (steps.BetaR + steps.SigmaR);
        rootB = (steps.RhoB + (shareB * steps.SigmaB)).sqrt();
        schurR = new FourierMetric((power * (shareR * steps.SigmaR)) + steps.RhoR);
    }

    /// <summary>√S of the pair (u_b, v_b), a scalar.</summary>
    public Tensor RootB => rootB;

    /// <summary>S of the pair (u_r, v_r).</summary>
    public FourierMetric SchurR => schurR;

    /// <inheritdoc/>
    public Tensor LambdaMin
    {
        get
        {
            static Tensor Least(Tensor a, Tensor c, Tensor d) => ((a + d) / 2.0) - ((((a - d) / 2.0).square()) + c.square()).sqrt();
            var background = Least(steps.BetaB + steps.RhoB, steps.BetaB, steps.BetaB + steps.SigmaB);
            var rain = Least((power * steps.BetaR) + steps.RhoR, power.sqrt() * steps.BetaR, steps.BetaR + steps.SigmaR).min();
            return stack([background, rain, steps.BetaB.reciprocal(), steps.BetaR.reciprocal()]).min();
        }
    }

    /// <inheritdoc/>
    public bool IsDiagonal => false;

    /// <inheritdoc/>
    public State Apply(State u)
    {
        var (ub, ur, vb, vr) = (u[0], u[1], u[2], u[3]);
        var slope = PeriodicGradient.Apply(ur);
        return new(
            ((steps.BetaB + steps.RhoB) * ub) + (steps.BetaB * vb),
            PeriodicGradient.Adjoint((slope + vr) * steps.BetaR) + (steps.RhoR * ur),
            (steps.BetaB * ub) + ((steps.BetaB + steps.SigmaB) * vb),
            (steps.BetaR * slope) + ((steps.BetaR + steps.SigmaR) * vr),
            u[4] / steps.BetaB,
            u[5] / steps.BetaR);
    }

    /// <inheritdoc/>
    public State Inverse(State u)
    {
        // G^{-1} = R^{-1}R^{-ᵀ}: first (u − cDᵀv) through S^{-1}, then v.
        var ub = (u[0] - (shareB * u[2])) / rootB.square();
        var ur = schurR.Inverse(u[1] - PeriodicGradient.Adjoint(u[3] * shareR));
        return new(
            ub, ur, (u[2] / (steps.BetaB + steps.SigmaB)) - (shareB * ub), (u[3] / (steps.BetaR + steps.SigmaR)) - (shareR * PeriodicGradient.Apply(ur)),
            u[4] * steps.BetaB, u[5] * steps.BetaR);
    }

    /// <inheritdoc/>
    public State Sqrt(State u) => new(
        rootB * u[0],
        schurR.Sqrt(u[1]),
        (steps.BetaB + steps.SigmaB).sqrt() * (u[2] + (shareB * u[0])),
        (steps.BetaR + steps.SigmaR).sqrt() * (u[3] + (shareR * PeriodicGradient.Apply(u[1]))),
        u[4] / steps.BetaB.sqrt(),
        u[5] / steps.BetaR.sqrt());

    /// <inheritdoc/>
    public State InverseSqrt(State u)
    {
        var ub = u[0] / rootB;
        var ur = schurR.InverseSqrt(u[1]);
        return new(
            ub,
            ur,
            (u[2] / (steps.BetaB + steps.SigmaB).sqrt()) - (shareB * ub),
            (u[3] / (steps.BetaR + steps.SigmaR).sqrt()) - (shareR * PeriodicGradient.Apply(ur)),
            u[4] * steps.BetaB.sqrt(),
            u[5] * steps.BetaR.sqrt());
    }
}
