using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>
/// ℓ(x̂, γ) = ℓ₀(x̂) + λ·mean_k (βk − β̄)², β̄ the mean of β: a loss without a reference cannot tell which of many γ that leave the right
/// residual is meant, so the upper level gets a regulariser on γ (review, Section 6.2). The common level stays free.
/// </summary>
/// <param name="inner">ℓ₀.</param>
/// <param name="parameters">γ; stays the caller's.</param>
/// <param name="weight">λ ≥ 0.</param>
public sealed class SpreadLoss(ILoss inner, FilterParameters parameters, double weight) : Loss
{
    /// <inheritdoc/>
    public override bool NeedsTarget => inner.NeedsTarget;

    /// <inheritdoc/>
    public override Tensor Value(State u, Batch batch) =>
        inner.Value(u, batch) + ((parameters.Beta - parameters.Beta.mean()).square().mean() * weight);

    /// <inheritdoc/>
    public override State Gradient(State u, Batch batch) => inner.Gradient(u, batch);

    /// <inheritdoc/>
    public override double Smoothness(Batch batch) => inner.Smoothness(batch);
}
