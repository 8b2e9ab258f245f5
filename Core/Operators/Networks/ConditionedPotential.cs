using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// D_net(u; b) of vision tasks: a free network E reads the data and gives r(b) = base(b) + 0.1·E(b)₁…C and
/// F(b) = 0.1·E(b)_{C+1}…; the <see cref="AnchoredPotential"/> between them acts on u and is 1-Lipschitz in it. E may be any
/// size without touching the bound, since it never sees u.
/// </summary>
public sealed class ConditionedPotential : LearnedOperator
{
    private const double Scale = 0.1;

    private readonly DruNet encoder;
    private readonly AnchoredPotential potential;
    private readonly Func<Batch, (Tensor Inputs, Tensor Base)> data;

    /// <summary>D_net of its two parts.</summary>
    /// <param name="encoder">E, free, [B, inputs, H, W] ↦ [B, C + F, H, W].</param>
    /// <param name="potential">What acts on the state.</param>
    /// <param name="data">b ↦ what E reads, and the base of the anchor, [B, C, H, W].</param>
    public ConditionedPotential(DruNet encoder, AnchoredPotential potential, Func<Batch, (Tensor Inputs, Tensor Base)> data)
        : base(nameof(ConditionedPotential))
    {
        (this.encoder, this.potential, this.data) = (encoder, potential, data);
        register_module("encoder", encoder);
        register_module("potential", potential);
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var (inputs, start) = data(batch);
        var seen = encoder.Bind()(inputs) * Scale;  // small, so that first steps of the optimiser do not overshoot
        var channels = start.shape[1];
        var features = seen.shape[1] > channels ? seen.narrow(1, channels, seen.shape[1] - channels) : null;
        return potential.At(start + seen.narrow(1, 0, channels), features);
    }
}
