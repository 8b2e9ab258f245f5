using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;

namespace Hodl.Core.Search;

/// <summary>
/// Grid (<c>grid</c>, §3.2.1): m values of every coordinate, ends included, m^R trials in all, the first coordinate
/// fastest. One coordinate is walked from its most to its least value, so that warm starts go from smooth to rough.
/// </summary>
/// <param name="effort">How far a trial solves the lower level.</param>
/// <param name="perAxis">m ≥ 1.</param>
public sealed class GridSearch(LowerEffort effort, int perAxis) : Searcher(effort)
{
    /// <inheritdoc/>
    public override BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var unit = new double[problem.Box!.Size];
        var rest = iterate.Step;
        for (var i = 0; i < unit.Length; i++)
        {
            unit[i] = perAxis == 1 ? 0.5 : 1 - ((double)(rest % perAxis) / (perAxis - 1));
            rest /= perAxis;
        }

        return After(problem, iterate, unit, token) with { IsDone = iterate.Step + 1 >= Math.Pow(perAxis, unit.Length) };
    }
}
