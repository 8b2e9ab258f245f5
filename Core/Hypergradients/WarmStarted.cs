using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// An implicit method that starts its linear solver at the q of the last upper step and leaves x̂ and q for the next one, as
/// the review's double loops do. For problems whose every batch is the same; a problem's start reads x̂ itself.
/// </summary>
/// <param name="way">The method that starts at a q.</param>
/// <param name="minimizer">x̂, written in place; part of what a checkpoint keeps.</param>
/// <param name="adjoint">q, likewise.</param>
public sealed class WarmStarted(Func<State, IHypergradient> way, Tensor minimizer, Tensor adjoint) : IHypergradient
{
    private readonly IHypergradient cold = way(new(adjoint));

    /// <summary>The method itself.</summary>
    public IHypergradient Cold => cold;

    /// <inheritdoc/>
    public string Name => cold.Name + ", warm start";

    /// <inheritdoc/>
    public IHypergradient Refined() => cold.Refined();

    /// <inheritdoc/>
    public bool TakesMinimizer => cold.TakesMinimizer;

    /// <inheritdoc/>
    public bool Applies(LearningProblem problem) => cold.Applies(problem);

    /// <inheritdoc/>
    public Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token)
    {
        var found = cold.Compute(problem, batch, k, trace, token);
        using var ungraded = no_grad();
        minimizer.copy_(found.Solve.U[0]);
        if (found.Adjoint is { } q)
        {
            adjoint.copy_(q[0]);
        }

        return found;
    }
}
