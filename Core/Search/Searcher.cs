using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Search;

/// <summary>
/// What the derivative-free methods of §3.2 share: they work in the unit cube of the problem's box and see ℓ at solved
/// lower levels alone. A trial starts its lower level at the last trial's iterate. The iterate's γ is the best so far.
/// </summary>
/// <param name="effort">How far a trial solves the lower level.</param>
public abstract class Searcher(LowerEffort effort) : IUpperMethod
{
    private const string Points = "points";
    private const string Values = "values";

    /// <summary>How far a trial solves the lower level.</summary>
    protected LowerEffort Effort => effort;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The problem has no box.</exception>
    public virtual BilevelIterate Init(IBilevelProblem problem) =>
        problem.Box is null ? throw new ArgumentException("A search needs a box for γ, and this problem has none.", nameof(problem))
            : new(0, problem.UpperStart(), problem.LowerStart());

    /// <inheritdoc/>
    public abstract BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token);

    /// <summary>The trials so far, in unit coordinates.</summary>
    protected static (double[][] Points, double[] Values) History(BilevelIterate iterate)
    {
        if (!iterate.Memory.TryGetValue(Points, out var points))
        {
            return ([], []);
        }

        var (flat, size) = (points.ToArray<double>(), (int)points.shape[1]);
        return ([.. flat.Chunk(size)], iterate.Memory[Values].ToArray<double>());
    }

    /// <summary>ℓ at a point of the unit cube.</summary>
    protected (double Loss, Tensor Upper, Tensor Lower) Try(IBilevelProblem problem, IReadOnlyList<double> unit, Tensor start, CancellationToken token)
    {
        var like = problem.UpperStart();
        var upper = problem.Project(tensor(problem.Box!.FromUnit(unit)).to(like.dtype).to(like.device));
        var lower = effort.Solve(problem, upper, start, token).X;
        return (problem.Loss(lower, upper), upper, lower);
    }

    /// <summary>The iterate after one trial, with the trial in its history.</summary>
    protected BilevelIterate After(IBilevelProblem problem, BilevelIterate iterate, double[] unit, CancellationToken token)
    {
        var (loss, upper, lower) = Try(problem, unit, iterate.Lower, token);
        var (points, values) = History(iterate);
        return After(iterate, loss, upper, lower) with { Memory = Kept([.. points, unit], [.. values, loss]) };
    }

    /// <summary>The iterate after a trial, with no memory.</summary>
    protected static BilevelIterate After(BilevelIterate iterate, double loss, Tensor upper, Tensor lower)
    {
        var better = !(iterate.Loss <= loss);
        return new(iterate.Step + 1, better ? upper : iterate.Upper, lower) { Loss = better ? loss : iterate.Loss };
    }

    /// <summary>A history as memory.</summary>
    protected static IReadOnlyDictionary<string, Tensor> Kept(double[][] points, double[] values) => new Dictionary<string, Tensor>
    {
        [Points] = tensor(points.SelectMany(point => point).ToArray()).reshape(points.Length, points[0].Length),
        [Values] = tensor(values),
    };
}
