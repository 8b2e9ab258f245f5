using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// Linearised ADMM for min κ‖u‖₁ + ‖u_n‖₁ s.t. Qu + u_n = b, one block after the other:
/// u⁺ = soft(u − τ Qᵀ(λ + β(Qu + u_n − b)), τκ), u_n⁺ = soft(b − Qu⁺ − λ/β, 1/β), λ⁺ = λ + β(Qu⁺ + u_n⁺ − b), with
/// τ = 0.99θ/(β‖Q‖²) (<see cref="AlmParameters"/>). The iterates come closer to every solution in
/// H = blockdiag(I/τ − βQᵀQ, βI, I/β) (He and Yuan 2012), but pairs of arbitrary states need not come closer to each
/// other: the base of the baselines of Table 4, not of HODL. State (u, u_n, λ), [B, n], [B, m], [B, m].
/// </summary>
public sealed class LinearizedAdmm : LearnedOperator
{
    private readonly AlmParameters hyper;

    /// <summary>ADMM with its own ω.</summary>
    /// <param name="dictionary">Q.</param>
    /// <param name="options">Start values.</param>
    public LinearizedAdmm(PatchAtoms dictionary, AlmOptions options)
        : base(nameof(LinearizedAdmm))
    {
        Dictionary = dictionary;
        hyper = new AlmParameters(dictionary.Bind(), options);
        register_module("dictionary", dictionary);
        register_module("steps", hyper);
    }

    /// <summary>Q.</summary>
    public PatchAtoms Dictionary { get; }

    /// <inheritdoc/>
    public override double LambdaMin => hyper.LambdaMin;

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var dictionary = Dictionary.Bind();
        var steps = hyper.Bind(dictionary);
        return new BoundOperator(state => Sweep(state, dictionary, steps, batch.Input), new AdmmMetric(dictionary, steps));
    }

    private static State Sweep(State state, BoundAtoms dictionary, AlmSteps steps, Tensor b)
    {
        var (u, noise, lambda) = (state[0], state[1], state[2]);
        var r = lambda + (steps.Beta * (dictionary.Synthesize(u) + noise - b));
        var u1 = SoftThreshold.Apply(u - (steps.TauU * dictionary.Analyze(r)), steps.Threshold);
        var residual = dictionary.Synthesize(u1) - b;
        var noise1 = SoftThreshold.Apply(-residual - (lambda / steps.Beta), steps.Beta.reciprocal());
        return new(u1, noise1, lambda + (steps.Beta * (residual + noise1)));
    }
}
