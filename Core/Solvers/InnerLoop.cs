using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>The loop u^0, u^1, …, u^K: the only one in the core.</summary>
public static class InnerLoop
{
    /// <summary>
    /// Steps until K, the tolerance, or the solver's own limit. With gradients enabled the result carries the graph of
    /// all steps; each step's temporaries are released either way.
    /// </summary>
    /// <param name="solver">The iteration.</param>
    /// <param name="start">u^0; stays alive.</param>
    /// <param name="k">K ≥ 0.</param>
    /// <param name="trace">Takes curves on the way; null for none.</param>
    /// <param name="tolerance">Stop at a residual ≤ this; 0 never looks, which saves one application a step.</param>
    /// <param name="residual">Whether the residual at the end is measured, which costs one application; else it is NaN.</param>
    /// <param name="token">Checked before each step.</param>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static SolveResult Run(
        ISolver solver, State start, int k, InnerTrace? trace = null, double tolerance = 0, bool residual = true, CancellationToken token = default)
    {
        var iterate = solver.Init(start);
        var kept = iterate.U;
        while (true)
        {
            token.ThrowIfCancellationRequested();
            if (iterate.K >= k)
            {
                return Result(solver, iterate, StopReason.ReachedK, residual);
            }

            if (iterate.K >= solver.Limit)
            {
                return Result(solver, iterate, StopReason.LayersExhausted, residual);
            }

            if (tolerance > 0)
            {
                iterate = solver.Ready(iterate);
                if (Residual(solver, iterate) <= tolerance)
                {
                    return Result(solver, iterate, StopReason.Converged, residual);
                }
            }

            var next = Step(solver, iterate, trace);
            iterate.U.DisposeUnlessShared(next.U, kept);

            iterate = next;
        }
    }

    private static Iterate Step(ISolver solver, Iterate iterate, InnerTrace? trace)
    {
        using var scope = NewDisposeScope();
        var next = solver.Step(iterate);
        trace?.Add(solver.Variable(iterate.U), solver.Variable(next.U));
        next.U.MoveToOuterDisposeScope();
        return next;
    }

    private static SolveResult Result(ISolver solver, Iterate iterate, StopReason reason, bool measured)
    {
        if (!measured)
        {
            return new(iterate.U, iterate.K, reason, double.NaN);
        }

        var residual = Residual(solver, iterate);
        return new(iterate.U, iterate.K, double.IsFinite(residual) ? reason : StopReason.NonFinite, residual);
    }

    private static double Residual(ISolver solver, Iterate iterate)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return solver.Optimality(iterate).to(float64).cpu().item<double>();
    }
}
