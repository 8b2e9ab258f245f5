using Hodl.Core.Data;
using Hodl.Core.Solvers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Checks a hypergradient against (φ_K(ω + εd) − φ_K(ω − εd))/(2ε) along directions d: the hypergradient's own, and
/// random ones that lean on it, so that no directional derivative drowns in rounding. Float64 only. Estimated
/// norms are made exact at every point, so that they are functions of ω. A large ε crosses kinks of ReLUs and soft
/// thresholds, a small one rounds; several are tried, and the best agreement counts.
/// </summary>
public static class CentralDifference
{
    private static readonly double[] Epsilons = [1e-5, 1e-6, 1e-7, 1e-8];

    /// <summary>Checks a provider; ω is put back.</summary>
    /// <param name="problem">A problem in float64.</param>
    /// <param name="provider">The way to the hypergradient.</param>
    /// <param name="batch">A batch; a few items do.</param>
    /// <param name="k">K.</param>
    /// <param name="random">Source of the directions; on the CPU.</param>
    /// <param name="directions">How many, ≥ 1.</param>
    /// <param name="token">Checked once an inner step.</param>
    /// <exception cref="ArgumentException">ω is not in float64.</exception>
    public static HypergradientCheck Check(
        LearningProblem problem, IHypergradient provider, Batch batch, int k, Generator random, int directions = 3,
        CancellationToken token = default)
    {
        using var scope = NewDisposeScope();
        var omega = problem.Learned();
        if (omega.Any(parameter => parameter.dtype != float64))
        {
            throw new ArgumentException("Differences need float64.", nameof(problem));
        }

        problem.Method.Settle();
        using var gradient = provider.Compute(problem, batch, k, null, token);
        Tensor[] full = [.. gradient.Gradients.Select((g, i) => g ?? zeros_like(omega[i]).detach())];
        Tensor[][] along = [.. Enumerable.Range(0, directions).Select(i => Direction(full, i == 0 ? 0 : 0.5, random))];
        double[] analytic = [.. along.Select(direction => full.Zip(direction, (g, d) => (g * d).sum().cpu().item<double>()).Sum())];
        var checks = Epsilons.Select(epsilon => Compare(
            analytic, [.. along.Select(direction => (Phi(direction, epsilon) - Phi(direction, -epsilon)) / (2 * epsilon))])).ToArray();
        problem.Method.Settle();
        return checks.MinBy(check => check.RelativeError)!;

        double Phi(Tensor[] direction, double length)
        {
            using var ungraded = no_grad();
            using var inner = NewDisposeScope();
            Tensor[] kept = [.. omega.Select(parameter => parameter.detach().clone())];
            Move(omega, direction, length);
            problem.Method.Settle();
            var u = InnerLoop.Run(problem.Method.Train(batch), problem.Start(batch), k, token: token).U;
            var phi = problem.Loss.Value(u, batch).cpu().item<double>();
            for (var i = 0; i < kept.Length; i++)
            {
                omega[i].copy_(kept[i]);
            }

            return phi;
        }
    }

    private static HypergradientCheck Compare(double[] analytic, double[] numeric)
    {
        static double Norm(IEnumerable<double> x) => Math.Sqrt(x.Sum(value => value * value));
        var difference = Norm(analytic.Zip(numeric, (a, n) => a - n));
        var dot = analytic.Zip(numeric, (a, n) => a * n).Sum();
        return new(difference / Norm(numeric), dot / (Norm(analytic) * Norm(numeric)));
    }

    // A unit vector: the gradient's direction plus `noise` times a random unit vector.
    private static Tensor[] Direction(Tensor[] gradient, double noise, Generator random)
    {
        var own = Unit(gradient);
        if (noise == 0)
        {
            return own;
        }

        var other = Unit([.. gradient.Select(g => randn(g.shape, dtype: float64, generator: random).to(g.device))]);
        return Unit([.. own.Zip(other, (a, b) => a + (b * noise))]);
    }

    private static Tensor[] Unit(Tensor[] x)
    {
        var norm = Math.Sqrt(x.Sum(block => block.square().sum().cpu().item<double>()));
        return [.. x.Select(block => block / norm)];
    }

    private static void Move(IReadOnlyList<Parameter> omega, Tensor[] direction, double length)
    {
        for (var i = 0; i < omega.Count; i++)
        {
            omega[i].add_(direction[i], length);
        }
    }
}
