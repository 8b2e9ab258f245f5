using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;

namespace Hodl.Core.Operators;

/// <summary>
/// D = D_num ∘ H^{-1/2} D_net H^{1/2} for rain: <see cref="RainAlm"/> after a <see cref="RainNet"/> whose anchor
/// r(b) = (b − ρ, ρ), ρ = 0.1·E(b)₁…C, and features come from a free encoder. D_net changes (u_b, u_r) in the coordinates
/// (√S_b u_b, S_r^{1/2}u_r) of <see cref="RainMetric"/> and keeps v + cDu and λ, so that v moves by −cDΔu; everything else of
/// H^{±1/2} cancels and is not computed. Non-expansive in H.
/// </summary>
public sealed class RainComposed : LearnedOperator
{
    private const double Scale = 0.1;  // so that first steps of the optimiser do not overshoot

    private readonly RainAlm numerical;
    private readonly RainNet network;
    private readonly DruNet encoder;

    /// <summary>Composes them.</summary>
    /// <param name="numerical">D_num.</param>
    /// <param name="network">D_net.</param>
    /// <param name="encoder">E, free, [B, C, H, W] ↦ [B, C + F, H, W]: rain layer and features.</param>
    public RainComposed(RainAlm numerical, RainNet network, DruNet encoder)
        : base(nameof(RainComposed))
    {
        (this.numerical, this.network, this.encoder) = (numerical, network, encoder);
        register_module("num", numerical);
        register_module("net", network);
        register_module("encoder", encoder);
    }

    /// <inheritdoc/>
    public override double LambdaMin => numerical.LambdaMin;

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var b = batch.Input;
        var steps = numerical.Steps();
        var alm = new BoundRainAlm(steps, b);
        var metric = (RainMetric)alm.G;
        var seen = encoder.Bind()(b) * Scale;
        var rain = seen.narrow(1, 0, b.shape[1]);
        var net = network.At(metric.RootB * (b - rain), metric.SchurR.Sqrt(rain), seen.narrow(1, b.shape[1], seen.shape[1] - b.shape[1]));
        var (shareB, shareR) = (steps.BetaB / (steps.BetaB + steps.SigmaB), steps.BetaR / (steps.BetaR + steps.SigmaR));
        return new BoundOperator(u => alm.Apply(Network(u)), metric);

        State Network(State u)
        {
            var (xb, xr) = net(metric.RootB * u[0], metric.SchurR.Sqrt(u[1]));
            var (ub, ur) = (xb / metric.RootB, metric.SchurR.InverseSqrt(xr));
            return new(
                ub, ur, u[2] - (shareB * (ub - u[0])), u[3] - (shareR * PeriodicGradient.Apply(ur - u[1])), u[4], u[5]);
        }
    }
}
