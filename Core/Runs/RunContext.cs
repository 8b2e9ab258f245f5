namespace Hodl.Core.Runs;

/// <summary>What a task is given to compute a run.</summary>
public sealed record RunContext
{
    /// <summary>What to run.</summary>
    public required RunSpec Spec { get; init; }

    /// <summary>Takes everything that the run has to report.</summary>
    public required IRunObserver Observer { get; init; }

    /// <summary>Where the run goes on; null at a fresh start.</summary>
    public RunCheckpoint? Resume { get; init; }

    /// <summary>
    /// Takes the vector that the next outer step hands to its optimizer, after which the run ends by <see cref="StepCapturedException"/>;
    /// null in every run but that of a certificate.
    /// </summary>
    public Action<CapturedStep>? Capture { get; init; }

    /// <summary>What has been read for a certificate, which builds a run's problem twice; null in every other run, which reads once.</summary>
    internal Dictionary<string, object>? Read { get; init; }

    /// <summary>Folder with the data sets; may be absent on disk, tasks then generate data and say so.</summary>
    public string DataRoot { get; init; } = "";

    /// <summary>The clock that stamps the run's seconds.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The settings as the task's own record.</summary>
    /// <exception cref="ArgumentException">The spec carries another task's settings.</exception>
    public TSettings Settings<TSettings>() where TSettings : TaskSettings =>
        Spec.Settings as TSettings
        ?? throw new ArgumentException($"Task {Spec.Task} wants {typeof(TSettings).Name}, the run carries {Spec.Settings.GetType().Name}.");

    /// <summary>Data that never change, read once for all contexts of one certificate.</summary>
    /// <param name="what">Tells it from other data.</param>
    /// <param name="read">Reads it.</param>
    internal T Once<T>(string what, Func<T> read)
        where T : class
    {
        if (Read is null)
        {
            return read();
        }

        return (T)(Read.TryGetValue(what, out var known) ? known : Read[what] = read());
    }
}
