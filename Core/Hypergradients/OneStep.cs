using Hodl.Core.Linear;
using Hodl.Core.Solvers;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// One step, or Jacobian-free: q = s·∂ℓ/∂u, as if (I − ∂T/∂u)ᵀ were the identity (Fung et al. 2022). One product with
/// (∂T/∂ω)ᵀ and none with ∂T/∂u; biased by the contraction factor, and a descent direction where T contracts well. The bias
/// is no error of computing, so its linear residual is reported and its certificate says so.
/// </summary>
/// <param name="options">The inner tolerance; nothing else applies.</param>
public sealed class OneStep(ImplicitOptions? options = null) : ImplicitGradient((options ?? new()) with { Tolerance = 0, Ridge = 0, Start = null })
{
    /// <inheritdoc/>
    public override string Name => "one step";

    /// <summary>What it approximates: the whole equation.</summary>
    public override IHypergradient Refined() => new ConjugateGradient(Options).Refined();

    private protected override bool SolvesEquation => false;

    internal override LinearSolution Solve(ILinearization system, State b, double step, CancellationToken token) => new(step * b, 0);
}
