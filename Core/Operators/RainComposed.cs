using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators;

/// <summary>
/// D = D_num ∘ H^{-1/2} D_net H^{1/2} for rain: <see cref="RainAlm"/> after a <see cref="RainNet"/> whose anchor
/// r(b) = (b − ρ, ρ), ρ = E(b)₁…C, and features come from a free encoder; with one channel for ρ, rain is light without colour
/// and falls alike on all C. D_net changes (u_b, u_r) in the coordinates
/// (√S_b u_b, S_r^{1/2}u_r) of <see cref="RainMetric"/>, and pulls its other coordinates, v + cDu and λ, towards those of the
/// state (r_b, r_r, r_b, ∇r_r, 0, 0): e ↦ θe with θ = sigmoid(θ̂) — without it the split variables hold the rainy image for many
/// steps. Everything else of H^{±1/2} cancels and is not computed. Non-expansive in H, block by block.
/// </summary>
public sealed class RainComposed : LearnedOperator
{
    private const double StartShare = 0.25;  // of θ

    private readonly RainAlm numerical;
    private readonly RainNet network;
    private readonly DruNet encoder;
    private readonly long layers;
    private readonly Parameter splitHat;

    /// <summary>Composes them.</summary>
    /// <param name="numerical">D_num.</param>
    /// <param name="network">D_net.</param>
    /// <param name="encoder">E, free, [B, C + 1, H, W] ↦ [B, layers + F, H, W], b with a constant ↦ rain layer and features.</param>
    /// <param name="layers">Channels of ρ: C, or 1 for rain without colour.</param>
    public RainComposed(RainAlm numerical, RainNet network, DruNet encoder, long layers)
        : base(nameof(RainComposed))
    {
        (this.numerical, this.network, this.encoder, this.layers) = (numerical, network, encoder, layers);
        register_module("num", numerical);
        register_module("net", network);
        register_module("encoder", encoder);
        var like = encoder.parameters().First();
        splitHat = Parameters.Of(tensor(Reparametrization.Logit(StartShare)).to(like.dtype).to(like.device));
        register_parameter("split_hat", splitHat);
    }

    /// <inheritdoc/>
    public override double LambdaMin => numerical.LambdaMin;

    /// <summary>b − ρ, the encoder's own estimate of the background, [B, C, H, W].</summary>
    public Tensor Estimate(Batch batch) => batch.Input - Seen(batch.Input).narrow(1, 0, layers);

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var b = batch.Input;
        var steps = numerical.Steps();
        var alm = new BoundRainAlm(steps, b);
        var metric = (RainMetric)alm.G;
        var seen = Seen(b);
        var rain = seen.narrow(1, 0, layers).expand(b.shape);
        var net = network.At(metric.RootB * (b - rain), metric.SchurR.Sqrt(rain), seen.narrow(1, layers, seen.shape[1] - layers));
        var split = splitHat.sigmoid();
        var (restB, restR) = ((b - rain) * (1.0 - split), PeriodicGradient.Apply(rain) * (1.0 - split));
        var (shareB, shareR) = (steps.BetaB / (steps.BetaB + steps.SigmaB), steps.BetaR / (steps.BetaR + steps.SigmaR));
        return new BoundOperator(u => alm.Apply(Network(u)), metric);

        State Network(State u)
        {
            var (xb, xr) = net(metric.RootB * u[0], metric.SchurR.Sqrt(u[1]));
            var (ub, ur) = (xb / metric.RootB, metric.SchurR.InverseSqrt(xr));
            var (wb, wr) = (u[2] + (shareB * u[0]), u[3] + (shareR * PeriodicGradient.Apply(u[1])));
            return new(
                ub, ur, (wb * split) + (restB * (shareB + 1.0)) - (shareB * ub), (wr * split) + (restR * (shareR + 1.0)) - (shareR * PeriodicGradient.Apply(ur)),
                u[4] * split, u[5] * split);
        }
    }

    private Tensor Seen(Tensor b) => encoder.Bind()(cat([b, ones_like(b.narrow(1, 0, 1))], 1));
}
