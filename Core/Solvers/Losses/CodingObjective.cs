using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Losses;

/// <summary>
/// The unsupervised loss of constrained sparse coding, the objective of the problem at the feasible point of u^K as
/// D-LADMM takes it: ℓ(u) = (κ Σψ(u) + Σψ(b − Qu))/(Bm), with |·| smoothed to ψ(x) = √(x² + ε²) − ε so that aHODL has
/// an L_ℓ = (κ + ‖Q‖²)/(εBm). Needs no clean image, so it may steer iterations at test time.
/// </summary>
/// <param name="dictionary">Q at the present ω.</param>
/// <param name="kappa">κ, fixed: a learned one would go to 0.</param>
/// <param name="epsilon">ε &gt; 0.</param>
public sealed class CodingObjective(Func<BoundAtoms> dictionary, double kappa, double epsilon) : ILoss
{
    /// <inheritdoc/>
    public bool NeedsTarget => false;

    /// <inheritdoc/>
    public Tensor Value(State u, Batch batch)
    {
        var noise = batch.Input - dictionary().Synthesize(u[0]);
        return ((Root(u[0]) - epsilon).sum() * kappa + (Root(noise) - epsilon).sum()) / batch.Input.numel();
    }

    /// <inheritdoc/>
    public State Gradient(State u, Batch batch)
    {
        var q = dictionary();
        var noise = batch.Input - q.Synthesize(u[0]);
        var gradient = ((u[0] / Root(u[0])) * kappa) - q.Analyze(noise / Root(noise));
        return u.Map(block => zeros_like(block)).With(0, gradient / batch.Input.numel());
    }

    /// <inheritdoc/>
    public double Smoothness(Batch batch) => (kappa + dictionary().NormSquared) / (epsilon * batch.Input.numel());

    private Tensor Root(Tensor x) => (x.square() + (epsilon * epsilon)).sqrt();
}
