using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// The solution u* of a lower level F(u, ω) = 0 as far as float64 allows, for the reference of a certificate: Newton's method with
/// <see cref="Krylov"/> for the linear equation, ended when a correction no longer changes u or ‖F‖ is as small as asked. Where F is the
/// gradient of a cost, a correction is cut to where the cost's slope along it has halved, without overshooting, which converges from
/// anywhere for a convex cost; otherwise to where ‖F‖ falls.
/// </summary>
/// <param name="problem">A problem in float64 whose method is stationary.</param>
/// <param name="batch">The batch.</param>
/// <param name="seconds">Seconds after which the search ends without a solution.</param>
internal sealed class LowerMinimizer(LearningProblem problem, Batch batch, double seconds)
{
    private const int MostCorrections = 200;
    private const int MostProducts = 20_000;
    private const int MostInOne = 2000;
    private const int MostTrials = 30;
    private const double Done = 1e-13;
    private const double Good = 1e-9;
    private const double Least = 1e-4;
    private const double Near = 1e-4;

    /// <summary>u* and ‖F(u*)‖; null when none was found.</summary>
    /// <param name="start">Where to start; the nearer the better.</param>
    /// <param name="token">Checked once a product.</param>
    /// <param name="goal">‖F‖ that is small enough; 0 goes on until a correction no longer changes u.</param>
    public (State U, double Residual)? Find(State start, CancellationToken token, double goal = 0) =>
        Within.Seconds<(State U, double Residual)?>(seconds, limited => Search(start, goal, limited), token);

    /// <summary>‖F(u)‖ at the present ω.</summary>
    public double Residual(State u)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return problem.Method.Train(batch) is IStationarySolver solver ? Value(solver, solver.Variable(solver.Init(u).U)).Norm : double.NaN;
    }

    private (State U, double Residual)? Search(State start, double goal, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        if (problem.Method.Train(batch) is not IStationarySolver solver)
        {
            return null;
        }

        var u = solver.Variable(solver.Init(start).U).Map(block => block.detach().clone());
        var (value, norm) = Value(solver, u);
        var (first, last, products, stalled) = (norm, double.PositiveInfinity, 0, 0);
        for (var i = 0; i < MostCorrections && norm > goal; i++)
        {
            token.ThrowIfCancellationRequested();
            if (!double.IsFinite(norm))
            {
                return null;
            }

            // The equation need not be solved more exactly than Newton's model of F holds.
            var exactness = Math.Clamp(goal > 0 ? 0.3 * goal / norm : 0.1 * norm / first, goal > 0 ? Near : 1e-10, 0.1);
            var (correction, used) = Correction(solver, u, value, exactness, token);
            products += used;
            last = Length(correction) / Math.Max(Length(u), 1e-12);
            if ((Searched(solver, u, value, correction) ?? Damped(solver, u, correction, norm)) is not { } next)
            {
                break;
            }

            var better = next.Norm < 0.9 * norm;
            stalled = better ? 0 : stalled + 1;
            (u, value, norm) = next;
            if (last <= Done || (stalled > 0 && last <= Good) || stalled > 8 || products > MostProducts)
            {
                break;
            }
        }

        return norm <= goal || last <= Good ? (u.MoveToOuterDisposeScope(), norm) : null;
    }

    private (State Correction, int Products) Correction(IStationarySolver solver, State u, State value, double exactness, CancellationToken token)
    {
        var system = solver.Linearize(u) ?? new AdjointSystem(solver, u, problem.Learned());
        if (!system.IsSymmetric)
        {
            system.ApplyTransposed(value); // sets up outside of the solver's scopes
        }

        var (x, _, used) = Krylov.Solve(system.ApplyTransposed, system.IsSymmetric, value, exactness, MostInOne, token);
        return (x, used);
    }

    // A step length at which the slope of the cost along −correction has at least halved; null where F has no cost or its slope does not fall.
    private static (State U, State Value, double Norm)? Searched(IStationarySolver solver, State u, State value, State correction)
    {
        var slope = -value.Dot(correction);
        if (!solver.IsSymmetric || !(slope < 0))
        {
            return null;
        }

        var (low, high, length) = (0.0, double.PositiveInfinity, 1.0);
        for (var trial = 0; trial < MostTrials; trial++)
        {
            var next = u.Add(correction, -length);
            var (found, norm) = Value(solver, next);
            var there = -found.Dot(correction);
            if (Math.Abs(there) <= -0.5 * slope)
            {
                return (next, found, norm);
            }

            (low, high) = there < 0 ? (length, high) : (low, length);
            length = double.IsInfinity(high) ? 2 * length : (low + high) / 2;
        }

        return null;
    }

    // The longest of 1, ½, ¼, … of the correction by which ‖F‖ falls; null when none does.
    private static (State U, State Value, double Norm)? Damped(IStationarySolver solver, State u, State correction, double norm)
    {
        for (var length = 1.0; length >= Least; length /= 2)
        {
            var next = u.Add(correction, -length);
            var (value, size) = Value(solver, next);
            if (size < norm)
            {
                return (next, value, size);
            }
        }

        return null;
    }

    private static (State Value, double Norm) Value(IStationarySolver solver, State u)
    {
        var value = solver.Equation(u).Detach();
        return (value, Length(value));
    }


    private static double Length(State u) => u.Norm().to(float64).cpu().item<double>();
}
