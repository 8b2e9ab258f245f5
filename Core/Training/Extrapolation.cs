using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>
/// The test of Fig. 3: the trained iteration run far beyond the K of its training. Reports the curves with phase
/// <c>test</c>; a layer-wise method ends at K, and the log says so.
/// </summary>
public static class Extrapolation
{
    /// <summary>Runs and reports.</summary>
    /// <param name="problem">The problem, trained.</param>
    /// <param name="batch">Test data.</param>
    /// <param name="measure">What is plotted beside the relative step, with its name.</param>
    /// <param name="trainedK">K of training.</param>
    /// <param name="iterations">How far to go.</param>
    /// <param name="step">The outer step to file the curves under.</param>
    /// <param name="observer">Takes the curves.</param>
    /// <param name="token">Checked once an inner step.</param>
    /// <returns>How the loop ended, the curve of relative steps, and that of the measure.</returns>
    public static (SolveResult Solve, IReadOnlyList<double> RelativeSteps, IReadOnlyList<double> Measures) Run(
        LearningProblem problem, Batch batch, (string Name, Func<State, Tensor> Of) measure, int trainedK, int iterations, long step,
        IRunObserver observer, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        problem.Method.Settle();
        using var trace = new InnerTrace(measure.Of);
        var solve = InnerLoop.Run(problem.Method.Test(batch), problem.Start(batch), iterations, trace, token: token);
        var (steps, measures) = (trace.RelativeSteps, trace.Measures);
        observer.OnInnerCurve(new("relative_step", step, trainedK, "test", steps));
        observer.OnInnerCurve(new(measure.Name, step, trainedK, "test", measures));
        if (solve.Reason == StopReason.LayersExhausted)
        {
            observer.OnLog(new(LogSeverity.Info, step, $"Layer-wise networks have no layer beyond K = {trainedK}: the test curve ends there."));
        }

        return (solve with { U = solve.U.MoveToOuterDisposeScope() }, steps, measures);
    }
}
