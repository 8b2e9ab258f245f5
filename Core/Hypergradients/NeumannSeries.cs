using Hodl.Core.Linear;
using Hodl.Core.Solvers;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// The adjoint equation by the Neumann series (NS), one product a step; converges where I − θsA contracts, which it does for a contracting
/// map (s = 1) and for descent with a proper step (s = η), θ ≤ 1. See <see cref="Neumann"/>.
/// </summary>
/// <param name="options">Steps, tolerance, θ.</param>
public sealed class NeumannSeries(ImplicitOptions options) : ImplicitGradient(options)
{
    /// <inheritdoc/>
    public override string Name => "Neumann series";

    /// <summary>The same equation, solved by conjugate gradients, which need far fewer products for the last digits.</summary>
    public override IHypergradient Refined() => new ConjugateGradient(Options).Refined();

    internal override LinearSolution Solve(ILinearization system, State b, double step, CancellationToken token) => Neumann.Solve(
        q => Regularised(system.Apply(q), q), b, Options.Start, Options.Damping * step, Options.Tolerance, Options.Steps, token);
}
