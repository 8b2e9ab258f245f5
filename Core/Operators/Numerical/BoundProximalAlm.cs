using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>ALM for one batch and one ω; see <see cref="ProximalAlm"/>.</summary>
/// <param name="Dictionary">Q.</param>
/// <param name="Steps">β, τ_u, τ_n, τ_u κ.</param>
/// <param name="B">b, [B, m].</param>
/// <param name="Weights">w, [B, m]; null for 1.</param>
public sealed record BoundProximalAlm(BoundAtoms Dictionary, AlmSteps Steps, Tensor B, Tensor? Weights = null) : IBoundOperator
{
    private readonly Tensor threshold = Weights is null ? Steps.TauN : Weights * Steps.TauN;  // τ_n w, scalar or [B, m]

    /// <inheritdoc/>
    public IWeightedNorm G { get; } = Dictionary.IsTight ? new TightAlmMetric(Dictionary, Steps) : new LinearizedAlmMetric(Dictionary, Steps);

    /// <inheritdoc/>
    public State Apply(State u) => Sweep(u, Dictionary.Synthesize(u[0]), null);

    /// <summary>
    /// The step from (u + Qᵀδ, u_n, λ), with one multiplication by Qᵀ for both the shift and the gradient.
    /// </summary>
    /// <param name="state">(u, u_n, λ).</param>
    /// <param name="image">Q(u + Qᵀδ), [B, m].</param>
    /// <param name="shift">δ, [B, m]; null for 0.</param>
    public State Sweep(State state, Tensor image, Tensor? shift)
    {
        var (u, noise, lambda) = (state[0], state[1], state[2]);
        var r = lambda + (Steps.Beta * (image + noise - B));
        var step = shift is null ? -Steps.TauU * r : shift - (Steps.TauU * r);
        var u1 = SoftThreshold.Apply(u + Dictionary.Analyze(step), Steps.Threshold);
        var noise1 = SoftThreshold.Apply(noise - (Steps.TauN * r), threshold);
        return new(u1, noise1, lambda + (Steps.Beta * (Dictionary.Synthesize(u1) + noise1 - B)));
    }
}
