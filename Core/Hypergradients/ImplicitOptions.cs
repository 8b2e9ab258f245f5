using Hodl.Core.Linear;

namespace Hodl.Core.Hypergradients;

/// <summary>How an implicit method solves its linear equation A q = ∂ℓ/∂u.</summary>
public sealed record ImplicitOptions
{
    /// <summary>The most steps of the linear solver, ≥ 0.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>‖b − Aq‖/‖b‖ at which it stops; 0 takes all steps.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>
    /// θ &gt; 0: factor on the step of the Neumann series. Changes how fast the equation is solved, not its solution; the
    /// Krylov and the exact solver choose their own steps.
    /// </summary>
    public double Damping { get; init; } = 1;

    /// <summary>ρ ≥ 0 of (A + ρI) q = b. Above 0 the equation is another one: better conditioned, and no longer exact.</summary>
    public double Ridge { get; init; }

    /// <summary>Residual of the inner problem at which its steps end before K; 0 takes K steps.</summary>
    public double InnerTolerance { get; init; }

    /// <summary>Whether the residual of the inner problem is measured after the last step each time, at the price of one more, or only together with inner curves.</summary>
    public bool ResidualAlways { get; init; } = true;

    /// <summary>Largest number of unknowns for which <see cref="ExactSolve"/> builds A.</summary>
    public int MostUnknowns { get; init; } = 4096;

    /// <summary>q to start from, such as that of the last outer step; null starts at 0.</summary>
    public State? Start { get; init; }
}
