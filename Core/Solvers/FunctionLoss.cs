using Hodl.Core.Data;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>ℓ(u, ω) given by a function.</summary>
/// <param name="value">ℓ, a scalar tensor.</param>
/// <param name="needsTarget">Whether it reads what is not known at test time.</param>
/// <param name="smoothness">L_ℓ; only aggregation asks for it.</param>
public sealed class FunctionLoss(Func<State, Batch, Tensor> value, bool needsTarget = false, double smoothness = 1) : Loss
{
    /// <inheritdoc/>
    public override bool NeedsTarget => needsTarget;

    /// <inheritdoc/>
    public override Tensor Value(State u, Batch batch) => value(u, batch);

    /// <inheritdoc/>
    public override double Smoothness(Batch batch) => smoothness;
}
