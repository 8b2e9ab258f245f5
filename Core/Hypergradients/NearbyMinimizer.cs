using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// The minimizer at an ω near one whose minimizer u* is known. Along a line through that ω it starts where the minimizer found last
/// points to, and it ends when the way from u* is known to ten digits.
/// </summary>
internal sealed class NearbyMinimizer
{
    private const double Digits = 1e-10;
    private const double Straight = 1e-6;
    private readonly LearningProblem problem;
    private readonly LowerMinimizer search;
    private readonly State known;
    private readonly double residual;
    private readonly double[] omega;
    private (double[] Omega, double[] U)? last;

    /// <summary>Starts from a known minimizer at the present ω.</summary>
    /// <param name="problem">Has ω.</param>
    /// <param name="search">Solves.</param>
    /// <param name="known">u*.</param>
    /// <param name="residual">‖F(u*)‖.</param>
    public NearbyMinimizer(LearningProblem problem, LowerMinimizer search, State known, double residual)
    {
        (this.problem, this.search, this.known, this.residual) = (problem, search, known, residual);
        omega = Numbers(Flat.Join(problem.Learned()));
    }

    /// <summary>The minimizer at the present ω; null when none was found.</summary>
    /// <param name="token">Checked once a product.</param>
    public State? Find(CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var moved = Flat.Join(problem.Learned()) - tensor(omega);
        var goal = Math.Max(4 * residual, Digits * search.Residual(known));
        if (search.Find(Start(moved), token, goal) is not { } found)
        {
            return null;
        }

        last = (Numbers(moved), Numbers(Flat.Join(found.U - known)));
        return found.U.MoveToOuterDisposeScope();
    }

    private State Start(Tensor moved)
    {
        if (last is not { } before)
        {
            return known;
        }

        var way = tensor(before.Omega);
        var length = (moved * way).sum().item<double>() / way.square().sum().item<double>();
        // At ω itself way is 0 and length NaN, which no comparison passes: it starts from u*.
        return (moved - (way * length)).norm().item<double>() <= Straight * moved.norm().item<double>()
            ? known.Add(Flat.Split(tensor(before.U), known), length)
            : known;
    }

    private static double[] Numbers(Tensor vector) => vector.ToArray<double>();
}
