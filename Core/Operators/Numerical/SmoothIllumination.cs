using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Operators.WeightedNorms;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// The UNH on low light, after gamma correction and LIME (Guo et al., TIP 2017): the logarithm s of the illumination by GD on
/// ‖s − φ(y)‖² + κ‖∇s‖², φ(y) = g·log(max over channels of y, + ε) + c. g (the gamma), c and κ = 2·exp(5κ̂) are learned; the
/// step is 1.9/(2 + 16κ), inside the bound 2/L. State: one block [B, 1, H, W].
/// </summary>
public sealed class SmoothIllumination : LearnedOperator
{
    private readonly Parameter gamma;
    private readonly Parameter shift;
    private readonly Parameter kappaHat;

    /// <summary>The operator with its own ω.</summary>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public SmoothIllumination(ScalarType dtype, Device device)
        : base(nameof(SmoothIllumination))
    {
        gamma = Reparametrization.Scalar(0.6, learned: true, dtype, device);
        shift = Reparametrization.Scalar(0, learned: true, dtype, device);
        kappaHat = Reparametrization.Scalar(0, learned: true, dtype, device);
        register_parameter("gamma", gamma);
        register_parameter("shift", shift);
        register_parameter("kappa_hat", kappaHat);
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var brightest = Retinex.Log(batch.Input.narrow(1, 0, 3)).amax([1], keepdim: true);
        var phi = (brightest * gamma) + shift;
        var kappa = (kappaHat * 5.0).exp() * 2.0;
        var step = ((kappa * 16.0) + 2.0).reciprocal() * 1.9;
        return new BoundOperator(
            s => new(s[0] - (step * 2.0 * (s[0] - phi + (kappa * PeriodicGradient.Adjoint(PeriodicGradient.Apply(s[0])))))), EuclideanNorm.Instance);
    }
}
