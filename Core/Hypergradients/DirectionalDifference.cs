using Hodl.Core.Data;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// dφ(ω + hd)/dh at h = 0 by central differences D(h) = (φ(ω + hd) − φ(ω − hd))/2h, with a study of h: on a ladder
/// h_i = h_0·4^{−i} the extrapolated R_i = D_{i+1} + (D_{i+1} − D_i)/15 (Richardson) loses its error term in h²; too large an
/// h crosses kinks of ReLUs and soft thresholds, too small a one rounds, and in between R stands still. The R_i that moves
/// least from its neighbors is the value, that movement plus the rounding of φ/h its uncertainty. The one-sided slopes'
/// difference, extrapolated likewise, shows a kink at ω itself, where no derivative exists. Float64; estimated norms are
/// made exact at every point, so that they are functions of ω.
/// </summary>
public static class DirectionalDifference
{
    /// <summary>Steps of the whole ladder.</summary>
    public const int Levels = 9;

    private const int Least = 4;
    private const double Largest = 4e-3;
    private const double Rounding = 2.2e-16;

    /// <summary>The derivative of φ_K along a direction; ω is put back bit for bit.</summary>
    /// <param name="problem">A problem in float64.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="k">K.</param>
    /// <param name="direction">Unit vector in the shapes of ω.</param>
    /// <param name="token">Checked once an inner step.</param>
    public static Slope Along(LearningProblem problem, Batch batch, int k, IReadOnlyList<Tensor> direction, CancellationToken token) =>
        Along(
            problem,
            () => problem.Loss.Value(InnerLoop.Run(problem.Method.Train(batch), problem.Start(batch), k, residual: false, token: token).U, batch).to(float64).cpu().item<double>(),
            direction);

    /// <summary>The derivative of any function of ω along a direction; ω is put back bit for bit.</summary>
    /// <param name="problem">Has ω.</param>
    /// <param name="phi">φ at the present ω.</param>
    /// <param name="direction">Unit vector in the shapes of ω.</param>
    /// <param name="levels">The most steps of the ladder, ≥ 4.</param>
    /// <param name="enough">Whether a slope is known well enough to end the ladder early; null climbs down the whole of it.</param>
    public static Slope Along(LearningProblem problem, Func<double> phi, IReadOnlyList<Tensor> direction, int levels = Levels, Func<Slope, bool>? enough = null)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var omega = problem.Learned();
        Tensor[] kept = [.. omega.Select(parameter => parameter.detach().clone())];
        var (differences, bends) = (new List<double>(), new List<double>());
        var (largest, best) = (0.0, default(Slope));
        try
        {
            var here = Phi(0);
            for (var i = 0; i < levels; i++)
            {
                var h = Step(i);
                var (above, below) = (Phi(h), Phi(-h));
                differences.Add((above - below) / (2 * h));
                bends.Add((above - here + (below - here)) / h);
                largest = Math.Max(largest, Math.Max(Math.Abs(above), Math.Abs(below)));
                if (i >= Least - 1)
                {
                    best = Best(differences, bends, largest);
                    if (enough?.Invoke(best) == true)
                    {
                        break;
                    }
                }
            }
        }
        finally
        {
            Put(0);
            problem.Method.Settle();
        }

        return best;

        double Phi(double length)
        {
            using var inner = NewDisposeScope();
            Put(length);
            problem.Method.Settle();
            return phi();
        }

        void Put(double length)
        {
            for (var i = 0; i < kept.Length; i++)
            {
                omega[i].copy_(kept[i]);
                if (length != 0)
                {
                    omega[i].add_(direction[i], length);
                }
            }
        }
    }

    private static Slope Best(List<double> differences, List<double> bends, double largest)
    {
        double[] extrapolated = [.. differences.Skip(1).Select((fine, i) => fine + ((fine - differences[i]) / 15))];
        return Enumerable.Range(1, extrapolated.Length - 2)
            .Select(i => new Slope(
                extrapolated[i],
                Math.Max(Math.Abs(extrapolated[i] - extrapolated[i - 1]), Math.Abs(extrapolated[i + 1] - extrapolated[i])) + (largest * Rounding / Step(i + 1)),
                Math.Max(0, Math.Abs(bends[i + 1] + ((bends[i + 1] - bends[i]) / 3)) - (32 * largest * Rounding / Step(i + 1)))))
            .MinBy(slope => double.IsFinite(slope.Uncertainty) ? slope.Uncertainty : double.MaxValue);
    }

    private static double Step(int level) => Largest * Math.Pow(4, -level);
}
