using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>
/// H = blockdiag(I/τ − βQᵀQ, βI, I/β), in which linearised ADMM approaches its solutions. Products by formula, roots and
/// inverses of the first block by a Cholesky factorisation, done when first asked for. State (u, u_n, λ).
/// </summary>
/// <param name="dictionary">Q.</param>
/// <param name="steps">β and τ = τ_u.</param>
public sealed class AdmmMetric(BoundAtoms dictionary, AlmSteps steps) : IWeightedNorm
{
    private BlockDiagonal? blocks;

    /// <inheritdoc/>
    public Tensor LambdaMin => Blocks.LambdaMin;

    /// <inheritdoc/>
    public bool IsDiagonal => false;

    private BlockDiagonal Blocks => blocks ??= new BlockDiagonal(
        new DenseMetric((eye(dictionary.Q.shape[1], dtype: dictionary.Q.dtype, device: dictionary.Q.device) / steps.TauU) - (steps.Beta * dictionary.Q.t().MatMul(dictionary.Q))),
        new ScalarMetric(steps.Beta),
        new ScalarMetric(steps.Beta.reciprocal()));

    /// <inheritdoc/>
    public State Apply(State u) => new(
        (u[0] / steps.TauU) - dictionary.Analyze(steps.Beta * dictionary.Synthesize(u[0])), u[1] * steps.Beta, u[2] / steps.Beta);

    /// <inheritdoc/>
    public State Inverse(State u) => Blocks.Inverse(u);

    /// <inheritdoc/>
    public State Sqrt(State u) => Blocks.Sqrt(u);

    /// <inheritdoc/>
    public State InverseSqrt(State u) => Blocks.InverseSqrt(u);

    /// <summary>‖u‖_H from ⟨u, Hu⟩, without the factorisation.</summary>
    public Tensor Norm(State u) => u.Inner(Apply(u)).clamp_min(0.0).sqrt();
}
