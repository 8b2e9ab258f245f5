using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Reverse mode through the K unrolled iterations (autograd): exact for every method, memory grows with K. The
/// reference for every other provider.
/// </summary>
public sealed class ReverseMode : IHypergradient
{
    /// <inheritdoc/>
    public bool Applies(LearningProblem problem) => true;

    /// <inheritdoc/>
    public Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var omega = problem.Learned();
        var solve = InnerLoop.Run(problem.Method.Train(batch), problem.Start(batch), k, trace, token: token);
        var phi = problem.Loss.Value(solve.U, batch);
        token.ThrowIfCancellationRequested();
        var gradients = autograd.grad([phi], [.. omega], allow_unused: true);
        var kept = new Tensor?[gradients.Count];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = gradients[i] is { IsInvalid: false } gradient ? gradient.MoveToOuterDisposeScope() : null;
        }

        return new(
            phi.detach().to(float64).cpu().item<double>(), kept, solve with { U = solve.U.Detach().MoveToOuterDisposeScope() });
    }
}
