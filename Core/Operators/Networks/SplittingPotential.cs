using Hodl.Core.Data;
using Hodl.Core.Operators.Numerical;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// D_net(u; b) of deconvolution: an <see cref="AnchoredPotential"/> around the <see cref="SplittingAnchor"/> r(b). The anchor is
/// computed once an outer step and does not see u; the potentials are 1-Lipschitz in u whatever it is.
/// </summary>
public sealed class SplittingPotential : LearnedOperator
{
    private readonly SplittingAnchor anchor;
    private readonly AnchoredPotential potential;
    private readonly Tensor kernel;
    private readonly Func<Batch, Tensor> wiener;

    /// <summary>D_net of its parts.</summary>
    /// <param name="anchor">r.</param>
    /// <param name="potential">What acts on the state.</param>
    /// <param name="kernel">Q, [kh, kw]; stays the caller's.</param>
    /// <param name="wiener">b ↦ where the anchor's stages start.</param>
    public SplittingPotential(SplittingAnchor anchor, AnchoredPotential potential, Tensor kernel, Func<Batch, Tensor> wiener)
        : base(nameof(SplittingPotential))
    {
        (this.anchor, this.potential, this.kernel, this.wiener) = (anchor, potential, kernel, wiener);
        register_module("anchor", anchor);
        register_module("potential", potential);
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var b = batch.Input;
        return potential.At(anchor.At(b, wiener(batch), new CircularConvolution(kernel, b.shape[2], b.shape[3])), null);
    }
}
