using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Solvers;

namespace Hodl.Core.Search;

/// <summary>
/// Bayesian optimisation (<c>bayes</c>, §3.2.2): 2R + 1 trials that fill the cube, then the point of the largest expected
/// improvement under a <see cref="GaussianProcess"/> of all trials, compared by its logarithm. The acquisition is maximised over
/// random points and over points about the best trials at shrinking distances.
/// </summary>
/// <param name="effort">How far a trial solves the lower level.</param>
/// <param name="seed">What to draw with.</param>
public sealed class BayesianOptimization(LowerEffort effort, long seed) : Searcher(effort)
{
    private const int Candidates = 400;
    private static readonly int[] Primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71];

    /// <inheritdoc/>
    public override BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var size = problem.Box!.Size;
        var (points, values) = History(iterate);
        return After(problem, iterate, points.Length < (2 * size) + 1 ? Halton(points.Length, size) : Best(points, values, iterate.Step), token);
    }

    private double[] Halton(int index, int size) =>
        size > Primes.Length ? RandomSearch.Uniform(seed, index, size)
            : [.. Primes.Take(size).Select((prime, i) => (Radical(index + 1, prime) + RandomSearch.Uniform(seed, -1, size)[i]) % 1)];

    private static double Radical(int index, int prime)
    {
        var (result, share) = (0.0, 1.0 / prime);
        for (; index > 0; index /= prime, share /= prime)
        {
            result += share * (index % prime);
        }

        return result;
    }

    private double[] Best(double[][] points, double[] values, long step)
    {
        // Losses often span decades; the logarithm keeps a few bad trials from flattening the rest.
        double[] seen = values.Min() > 0 ? [.. values.Select(value => Math.Log(value))] : values;
        var model = new GaussianProcess(points, seen);
        var least = seen.Min();
        var centre = points[Array.IndexOf(seen, least)];
        var draw = unchecked((long)StepSeed.Of(seed, step));
        var (best, gain) = (centre, double.NegativeInfinity);
        for (var i = 0; i < 3 * Candidates; i++)
        {
            var at = RandomSearch.Uniform(draw, i, centre.Length);
            if (i >= Candidates)
            {
                var (about, reach) = i < 2 * Candidates ? (centre, Math.Pow(10, -3.0 * (i - Candidates) / Candidates)) : (best, Math.Pow(10, -1 - (3.0 * (i - (2 * Candidates)) / Candidates)));
                at = [.. at.Select((t, j) => Math.Clamp(about[j] + ((t - 0.5) * reach), 0, 1))];
            }

            var improvement = model.LogExpectedImprovement(at, least);
            if (improvement > gain || i == 0)
            {
                (best, gain) = (at, improvement);
            }
        }

        return best;
    }
}
