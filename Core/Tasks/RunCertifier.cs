using System.Diagnostics;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Certificates of runs: takes the vector from the run, builds its problem again in float64, and hands both to the <see cref="Certifier"/>.</summary>
public static class RunCertifier
{
    /// <summary>The certificate of the step that a run takes next from a checkpoint, or of its first.</summary>
    /// <param name="task">Its task.</param>
    /// <param name="run">Spec and data folder.</param>
    /// <param name="checkpoint">Where it stands; null at the start.</param>
    /// <param name="options">Thresholds and directions.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="ArgumentException">The checkpoint belongs to other settings.</exception>
    public static Certificate Of(ITask task, RunContext run, RunCheckpoint? checkpoint, CertificateOptions options, CancellationToken token)
    {
        var began = Stopwatch.GetTimestamp();
        run = run with { Observer = new SilentObserver(), Resume = checkpoint, Read = [] };
        if (task is not ICertifiable)
        {
            return Certifier.None(checkpoint?.Step ?? 0, "This task has no hypergradient that could be checked.", options);
        }

        var certificate = Of(task, run, () => Captured(task, run, token), options, token);
        return certificate with { Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds };
    }

    /// <summary>The certificate of a step of a run that goes on: it is told to the run's observer, with its series, and a wrong vector warns.</summary>
    public static void During(RunContext run, CapturedStep captured, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (TaskCatalog.Find(run.Spec.Task) is not { } task)
        {
            return;
        }

        var began = Stopwatch.GetTimestamp();
        var silent = run with { Observer = new SilentObserver(), Resume = captured.Before };
        var certificate = Of(task, silent, () => captured, new(), token);
        CertificateSeries.Record(run.Observer, certificate with { Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds });
    }

    private static Certificate Of(ITask task, RunContext run, Func<CapturedStep?> capture, CertificateOptions options, CancellationToken token)
    {
        const string nothing = "No hypergradient can be checked: this method learns nothing, or searches without one.";
        using var scope = NewDisposeScope();
        using var graded = enable_grad();
        if (((ICertifiable)task).Certifiable(run with { Capture = _ => { } }, token) is not { } certifiable)
        {
            return Certifier.None(run.Resume?.Step ?? 0, nothing, options);
        }

        using var captured = capture();
        var handed = captured?.Gradient;
        var step = handed?.Step ?? run.Resume?.Step ?? 0;
        if (handed is null && ((ICertifiable)task).HandsGradients)
        {
            return Certifier.None(step, nothing, options);
        }

        if (certifiable.Own is { } own)
        {
            certifiable = certifiable with
            {
                Problem = own.Learning(handed!.Upper!.to(float64).cpu(), handed.LowerStart!.to(float64).cpu(), handed.LowerRate),
                K = handed.Unrolled ?? 0,
            };
        }

        using var omega = certifiable.Problem.Method.Omega;
        if (certifiable.Own is null && captured is not null)
        {
            TrainingState.RestoreLast(captured.Before, omega);
        }

        if (handed is null)
        {
            return Certifier.Of(certifiable, null, options, token);
        }

        using var again = certifiable.Own is not null && handed.Gradients[0]!.dtype != float64 && run.Spec.Settings is FilterSettings settings
            ? Captured(task, run with { Spec = run.Spec with { Settings = settings with { HighPrecision = true } } }, token)
            : null;
        return Certifier.Of(
            certifiable,
            handed,
            again?.Gradient,
            (run.Spec.Settings as TrainingSettings)?.OtherFunctionAt(run.Spec.Method, step) ?? "",
            run.Spec.Settings is VisionSettings { Precision: Precision.Mixed } ? "bfloat16" : "",
            options,
            token);
    }

    // The run itself, until it has handed its next vector over.
    private static CapturedStep? Captured(ITask task, RunContext run, CancellationToken token)
    {
        if (!((ICertifiable)task).HandsGradients)
        {
            return null;
        }

        CapturedStep? captured = null;
        using var scope = NewDisposeScope();
        try
        {
            task.Run(run with { Capture = step => captured = step }, token);
        }
        catch (StepCapturedException)
        {
            // As intended.
        }

        return captured;
    }
}
