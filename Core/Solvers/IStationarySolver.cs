using Hodl.Core.Linear;

namespace Hodl.Core.Solvers;

/// <summary>
/// A solver that repeats one map, so that what it converges to solves an equation F(u, ω) = 0 which can be differentiated
/// without its steps: F = u − T(u, ω) for a map T, F = ∇_uΦ(u, ω) for a cost Φ.
/// </summary>
public interface IStationarySolver : ISolver
{
    /// <summary>Whether ∂F/∂u is symmetric, as the Hessian of a cost is.</summary>
    bool IsSymmetric { get; }

    /// <summary>s &gt; 0 such that u − s·F(u, ω) contracts: 1 for a map, the step of descent for a cost.</summary>
    double EquationStep { get; }

    /// <summary>F(u, ω), differentiable in u and ω, in the shapes of u.</summary>
    State Equation(State u);

    /// <summary>F linearised at u by products written by hand, within the caller's dispose scope; null leaves it to autograd.</summary>
    ILinearization? Linearize(State u) => null;
}
