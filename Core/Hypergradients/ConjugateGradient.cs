using Hodl.Core.Linear;
using Hodl.Core.Solvers;

namespace Hodl.Core.Hypergradients;

/// <summary>The adjoint equation by conjugate gradients; on the normal equations (CGLS) where A is not symmetric, at two products a step. See <see cref="ConjugateGradients"/>.</summary>
/// <param name="options">Steps, tolerance, ridge, start.</param>
public sealed class ConjugateGradient(ImplicitOptions options) : ImplicitGradient(options)
{
    /// <inheritdoc/>
    public override string Name => "conjugate gradients";

    /// <inheritdoc/>
    public override IHypergradient Refined() => new ConjugateGradient(Options with { Steps = 1000, Tolerance = 1e-13, Ridge = 0, InnerTolerance = 0, ResidualAlways = true });

    internal override LinearSolution Solve(ILinearization system, State b, double step, CancellationToken token)
    {
        State Apply(State q) => Regularised(system.Apply(q), q);
        State ApplyTransposed(State q) => Regularised(system.ApplyTransposed(q), q);

        var goal = Options.Tolerance * Math.Sqrt(b.Dot(b));
        return ConjugateGradients.Solve(Apply, system.IsSymmetric ? null : ApplyTransposed, b, Options.Start, goal, Options.Steps, token);
    }
}
