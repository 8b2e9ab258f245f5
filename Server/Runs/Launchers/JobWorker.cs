using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Hodl.Core.Runs;
using Hodl.Server.Hubs;

namespace Hodl.Server.Runs.Launchers;

/// <summary>
/// A run as a cluster's job. Before the job's time is over (SIGUSR1) it keeps a checkpoint and puts the job back into the queue;
/// when the job is ended from outside (SIGTERM) it keeps one too, and leaves it to the cluster to say why it ended.
/// </summary>
internal sealed class JobWorker : IRunListener, IDisposable
{
    // .NET has no name for it; Linux numbers it so.
    private const PosixSignal User1 = (PosixSignal)10;
    private readonly FolderStarter _starter;
    private readonly RunPlanner _planner;
    private readonly TextWriter _error;
    private readonly List<PosixSignalRegistration> _signals;
    private readonly Lock _gate = new();
    private RunWorker? _worker;
    private string? _asked;
    private bool _isTimeOver;

    public JobWorker(FolderStarter starter, RunPlanner planner, TextWriter error)
    {
        (_starter, _planner, _error) = (starter, planner, error);
        _signals =
        [
            PosixSignalRegistration.Create(User1, signal => Stop(signal, "The job's time is nearly over", isTimeOver: true)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, "The job was ended", isTimeOver: false)),
        ];
    }

    private static string Job => Environment.GetEnvironmentVariable("SLURM_ARRAY_JOB_ID") is { Length: > 0 } array
        ? $"{array}_{Environment.GetEnvironmentVariable("SLURM_ARRAY_TASK_ID")}"
        : Environment.GetEnvironmentVariable("SLURM_JOB_ID") ?? "";

    /// <summary>Computes the run of a folder.</summary>
    /// <returns>Whether it was computed, or stopped in an orderly way.</returns>
    public bool Compute(string folder)
    {
        var order = WorkerOrder.Read(folder);
        if (new RunFolder(folder).IsAskedToStop())
        {
            _error.WriteLine("The run was stopped before its job began.");
            return true;
        }

        var spec = SpecText.Read(order.Spec, _planner);
        var (worker, recorder) = _starter.Start(order.Id, order.Attempt, new RunFolder(folder), _planner.Find(spec.Task)!, spec, this,
            $"slurm {Job}@{Environment.MachineName}", order.Data, Keep);
        using (recorder)
        using (worker)
        {
            lock (_gate)
            {
                _worker = worker;
                if (_asked is { } reason)
                {
                    worker.Stop(RunState.Interrupted, reason);
                }
            }

            var (state, said) = worker.Compute();
            _error.WriteLine($"Run {order.Id} {state}: {said}");
            lock (_gate)
            {
                _worker = null;
            }

            return state != RunState.Failed;
        }
    }

    /// <inheritdoc/>
    public void OnPoints(PointsMessage message)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    private void Stop(PosixSignalContext signal, string reason, bool isTimeOver)
    {
        signal.Cancel = true;
        lock (_gate)
        {
            _isTimeOver |= isTimeOver && _asked is null;
            _asked ??= reason;
            _worker?.Stop(RunState.Interrupted, reason);
        }
    }

    // Whether the attempt's end is the cluster's to tell.
    private bool Keep(RunState state)
    {
        if (state != RunState.Interrupted)
        {
            return false;
        }

        lock (_gate)
        {
            return _asked is not null && (!_isTimeOver || Requeue());
        }
    }

    private bool Requeue()
    {
        try
        {
            using var scontrol = Process.Start("scontrol", ["requeue", Job]);
            scontrol.WaitForExit();
            return scontrol.ExitCode == 0;
        }
        catch (Win32Exception missing)
        {
            _error.WriteLine($"The job cannot be put back into the queue: {missing.Message}");
            return false;
        }
    }
}
