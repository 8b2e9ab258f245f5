using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Losses;

/// <summary>
/// The supervised loss of sparse coding: ℓ(u) = mean over batch and pixels of (Qu − x)², x the clean patches [B, m].
/// ∂ℓ/∂u = 2Qᵀ(Qu − x)/(Bm), L_ℓ = 2‖Q‖²/(Bm). Reads Q, which may be part of ω, from the dictionary's last binding.
/// </summary>
/// <param name="dictionary">Q at the present ω.</param>
public sealed class ReconstructionError(Func<BoundAtoms> dictionary) : ILoss
{
    /// <inheritdoc/>
    public bool NeedsTarget => true;

    /// <inheritdoc/>
    public Tensor Value(State u, Batch batch) => (dictionary().Synthesize(u[0]) - Target(batch)).square().mean();

    /// <inheritdoc/>
    public State Gradient(State u, Batch batch)
    {
        var q = dictionary();
        var error = (q.Synthesize(u[0]) - Target(batch)) * (2.0 / batch.Input.numel());
        return u.Map(block => zeros_like(block)).With(0, q.Analyze(error));
    }

    /// <inheritdoc/>
    public double Smoothness(Batch batch) => 2 * dictionary().NormSquared / batch.Input.numel();

    private static Tensor Target(Batch batch) =>
        batch.Target ?? throw new ArgumentException("The reconstruction error needs the clean patches.", nameof(batch));
}
