using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// Linearised ADMM for min κ‖u‖₁ + Σ w(b_i)|u_{n,i}| s.t. Qu + u_n = b, one block after the other:
/// u⁺ = soft(u − τ Qᵀ(λ + β(Qu + u_n − b)), τκ), u_n⁺ = soft(b − Qu⁺ − λ/β, w/β), λ⁺ = λ + β(Qu⁺ + u_n⁺ − b), with
/// τ = 0.99θ/(β‖Q‖²) (<see cref="AlmParameters"/>). The iterates come closer to every solution in
/// H = blockdiag(I/τ − βQᵀQ, βI, I/β) (He and Yuan 2012), but pairs of arbitrary states need not come closer to each
/// other: the base of the baselines of Table 4, not of HODL. State (u, u_n, λ), [B, n], [B, m], [B, m].
/// </summary>
/// <param name="dictionary">Q.</param>
/// <param name="options">Start values.</param>
/// <param name="noise">w; null for w = 1.</param>
public sealed class LinearizedAdmm(PatchAtoms dictionary, AlmOptions options, ImpulseModel? noise = null)
    : LinearizedMethod(nameof(LinearizedAdmm), dictionary, options, noise)
{
    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var atoms = Dictionary.Bind();
        var steps = Hyper.Bind(atoms);
        var threshold = Noise?.Weights(batch.Input) is { } weights ? weights / steps.Beta : steps.Beta.reciprocal();
        return new BoundOperator(state => Sweep(state, atoms, steps, threshold, batch.Input), new AdmmMetric(atoms, steps));
    }

    private static State Sweep(State state, BoundAtoms atoms, AlmSteps steps, Tensor threshold, Tensor b)
    {
        var (u, noise, lambda) = (state[0], state[1], state[2]);
        var r = lambda + (steps.Beta * (atoms.Synthesize(u) + noise - b));
        var u1 = SoftThreshold.Apply(u - (steps.TauU * atoms.Analyze(r)), steps.Threshold);
        var residual = atoms.Synthesize(u1) - b;
        var noise1 = SoftThreshold.Apply(-residual - (lambda / steps.Beta), threshold);
        return new(u1, noise1, lambda + (steps.Beta * (residual + noise1)));
    }
}
