using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Search;

/// <summary>
/// CMA-ES (<c>cma-es</c>; Hansen 2016, "The CMA evolution strategy: a tutorial", §4 and Table 1): a step is a generation of λ
/// points from N(m, σ²C) in the unit cube, ranked by ℓ; points outside are cut to the cube. Rank-one and rank-μ updates of C,
/// cumulative adaptation of σ, the tutorial's default constants.
/// </summary>
/// <param name="effort">How far a trial solves the lower level.</param>
/// <param name="seed">What to draw with.</param>
/// <param name="population">λ ≥ 4; 0 for 4 + ⌊3 ln R⌋.</param>
/// <param name="sigma">σ⁽⁰⁾ in the unit cube.</param>
public sealed class CmaEs(LowerEffort effort, long seed, int population = 0, double sigma = 0.3) : Searcher(effort)
{
    /// <inheritdoc/>
    public override BilevelIterate Init(IBilevelProblem problem)
    {
        var iterate = base.Init(problem);
        var size = problem.Box!.Size;
        var start = problem.Box.ToUnit(iterate.Upper.to(float64).cpu().ToArray<double>());
        return iterate with
        {
            Memory = new Dictionary<string, Tensor>
            {
                ["mean"] = tensor(start),
                ["sigma"] = tensor(sigma),
                ["covariance"] = eye(size, dtype: float64),
                ["path"] = zeros(size, dtype: float64),
                ["step_path"] = zeros(size, dtype: float64),
            },
        };
    }

    /// <inheritdoc/>
    public override BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var (memory, n) = (iterate.Memory, problem.Box!.Size);
        var lambda = population > 0 ? population : 4 + (int)(3 * Math.Log(n));
        var parents = lambda / 2;
        double[] raw = [.. Enumerable.Range(1, parents).Select(i => Math.Log((lambda + 1) / 2.0) - Math.Log(i))];
        double[] weights = [.. raw.Select(weight => weight / raw.Sum())];
        var effective = 1 / weights.Sum(weight => weight * weight);
        var (values, axes) = linalg.eigh(memory["covariance"]);
        var root = values.clamp_min(1e-20).sqrt();
        var width = memory["sigma"].item<double>();
        using var random = new Generator(StepSeed.Of(seed, iterate.Step));
        var draws = randn([lambda, n], dtype: float64, generator: random);

        // A cut point enters the update as it was evaluated, so that the mean stays in the cube.
        var points = (memory["mean"] + (width * (draws * root).MatMul(axes.t()))).clamp(0, 1);
        var (next, losses) = Evaluate(problem, iterate, points, token);
        int[] order = [.. Enumerable.Range(0, lambda).OrderBy(i => losses[i]).Take(parents)];
        var moves = stack([.. order.Select(i => (points[i] - memory["mean"]) / width)]);
        var move = tensor(weights).MatMul(moves);

        var stepRate = (effective + 2) / (n + effective + 5);
        var damping = 1 + (2 * Math.Max(0, Math.Sqrt((effective - 1) / (n + 1)) - 1)) + stepRate;
        var pathRate = (4 + (effective / n)) / (n + 4 + (2 * effective / n));
        var one = 2 / (Math.Pow(n + 1.3, 2) + effective);
        var rank = Math.Min(1 - one, 2 * (effective - 2 + (1 / effective)) / (Math.Pow(n + 2, 2) + effective));
        var expected = Math.Sqrt(n) * (1 - (1.0 / (4 * n)) + (1.0 / (21 * n * n)));
        var whitened = axes.MatMul(axes.t().mv(move) / root);
        var stepPath = (memory["step_path"] * (1 - stepRate)) + (whitened * Math.Sqrt(stepRate * (2 - stepRate) * effective));
        var norm = Euclidean(stepPath);
        var stalls = norm / Math.Sqrt(1 - Math.Pow(1 - stepRate, 2 * (iterate.Step + 1))) >= (1.4 + (2.0 / (n + 1))) * expected;
        var path = (memory["path"] * (1 - pathRate)) + (move * (stalls ? 0 : Math.Sqrt(pathRate * (2 - pathRate) * effective)));
        var kept = 1 - one - rank + (stalls ? one * pathRate * (2 - pathRate) : 0);
        var covariance = (memory["covariance"] * kept) + (outer(path, path) * one) + ((moves.t() * tensor(weights)).MatMul(moves) * rank);
        return next with
        {
            IsDone = width < 1e-8,
            Memory = new Dictionary<string, Tensor>
            {
                ["mean"] = memory["mean"] + (move * width),
                ["sigma"] = tensor(Math.Min(1, width * Math.Exp(stepRate / damping * ((norm / expected) - 1)))),
                ["covariance"] = (covariance + covariance.t()) / 2,
                ["path"] = path,
                ["step_path"] = stepPath,
            },
        };
    }

    private (BilevelIterate Next, double[] Losses) Evaluate(IBilevelProblem problem, BilevelIterate iterate, Tensor points, CancellationToken token)
    {
        var next = iterate;
        var losses = new double[points.shape[0]];
        for (var i = 0; i < losses.Length; i++)
        {
            var (loss, upper, lower) = Try(problem, points[i].ToArray<double>(), next.Lower, token);
            losses[i] = loss;
            next = After(next, loss, upper, lower);
        }

        return (next with { Step = iterate.Step + 1 }, losses);
    }

    private static double Euclidean(Tensor x) => x.norm().item<double>();
}
