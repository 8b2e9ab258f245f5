using Hodl.Core.Runs;
using Hodl.Core.Solvers;

namespace Hodl.Core.Training;

/// <summary>
/// Tells a run's log which function is trained, at the start and where one is trained for the first time; of runs that train φ_K
/// throughout there is nothing to tell. The words are those of <see cref="TrainingSettings.OtherFunctionAt"/>.
/// </summary>
/// <param name="problem">Whose run-in and stages must be said.</param>
/// <param name="settings">Who says.</param>
/// <param name="run">Method and log.</param>
internal sealed class TrainedFunction(LearningProblem problem, TrainingSettings settings, RunContext run)
{
    private readonly HashSet<string> told = [];
    private readonly bool others = settings.OtherFunctions(run.Spec.Method).Count > 0;

    /// <summary>Before outer step t.</summary>
    /// <exception cref="InvalidOperationException">The step trains another function, and the settings do not say so.</exception>
    public void Tell(long t)
    {
        var other = settings.OtherFunctionAt(run.Spec.Method, t);
        if (other is null && (t <= problem.FirstStage || problem.RunIn(t) > 0))
        {
            throw new InvalidOperationException(
                $"Outer step {t} trains another function than φ_K, and {settings.GetType().Name}.OtherFunctionAt does not say so.");
        }

        var function = other ?? $"φ_K of the settings, K = {settings.K}";
        if (others && told.Add(function))
        {
            run.Observer.OnLog(new(LogSeverity.Info, t, $"Trained at outer step {t}: {function}."));
        }
    }
}
