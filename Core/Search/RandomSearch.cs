using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Random;
using Hodl.Core.Solvers;

namespace Hodl.Core.Search;

/// <summary>Random search (<c>random</c>; Bergstra and Bengio 2012): every trial is uniform in the box.</summary>
/// <param name="effort">How far a trial solves the lower level.</param>
/// <param name="seed">What to draw with.</param>
public sealed class RandomSearch(LowerEffort effort, long seed) : Searcher(effort)
{
    /// <inheritdoc/>
    public override BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token) =>
        After(problem, iterate, Uniform(seed, iterate.Step, problem.Box!.Size), token);

    /// <summary>The point of a step, in [0, 1)^size.</summary>
    internal static double[] Uniform(long seed, long step, int size)
    {
        var random = new Philox(StepSeed.Of(seed, step));
        return [.. Enumerable.Range(0, size).Select(_ => random.NextDouble())];
    }
}
