using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Torch;

namespace Hodl.Server.Runs;

/// <summary>Computes one attempt of a run on the calling thread, from its start to one of its ends.</summary>
internal sealed class RunWorker : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly ITask _task;
    private readonly RunContext _context;
    private readonly RunFeed _feed;
    private readonly FeedPump _pump;
    private (RunState State, string Reason)? _asked;
    private bool _disposed;

    /// <param name="run">The run's id.</param>
    /// <param name="task">Computes it.</param>
    /// <param name="context">What it computes; its observer is <paramref name="feed"/>.</param>
    /// <param name="feed">Takes what it reports.</param>
    /// <param name="pump">Carries that away.</param>
    public RunWorker(long run, ITask task, RunContext context, RunFeed feed, FeedPump pump)
    {
        (Run, _task, _context, _feed, _pump) = (run, task, context, feed, pump);
        pump.StopAsked += lost => Stop(
            lost is null ? RunState.Cancelled : RunState.Interrupted, lost ?? "Stopped by a person");
    }

    /// <summary>The series that small pictures show; empty for none.</summary>
    public static string MainSeries(ITask task) => task.Metrics.Count > 0 ? task.Metrics[0].Name : "";

    /// <summary>The run's id.</summary>
    public long Run { get; }

    /// <summary>What carries the reports away.</summary>
    public FeedPump Pump => _pump;

    /// <summary>Asks the run to end within one inner step; the first to ask decides how it ends. One that has ended stays.</summary>
    public void Stop(RunState state, string reason)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                // Whoever asks found it alive a moment ago.
                return;
            }

            _asked ??= (state, reason);
            _feed.Release();
            _stop.Cancel();
        }
    }

    /// <summary>Computes; returns when the run's end is kept.</summary>
    public (RunState State, string Reason) Compute()
    {
        var (state, reason) = Attempt();
        // What this run needed at its peak is not kept until the next one comes.
        EnvironmentProbe.Torch(() =>
        {
            TorchRuntime.EmptyCache();
            return "";
        });
        _feed.Complete(state, reason);
        return (state, reason);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _stop.Dispose();
        }

        _pump.Dispose();
    }

    private (RunState State, string Reason) Attempt()
    {
        try
        {
            if (_context.Resume is { } checkpoint)
            {
                _feed.OnLog(new RunLogLine(LogSeverity.Info, checkpoint.Step, $"Goes on from the checkpoint after step {checkpoint.Step}."));
            }

            _task.Run(_context, _stop.Token);
            return (RunState.Finished, $"Computed all {_feed.Total} steps.");
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            lock (_gate)
            {
                return (_asked!.Value.State, $"{_asked.Value.Reason} after {_feed.Step} of {_feed.Total} steps.");
            }
        }
#pragma warning disable CA1031 // Whatever a task throws ends its run, not the host.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var reason = $"Failed after {_feed.Step} of {_feed.Total} steps: {(exception is TypeInitializationException { InnerException: { } cause } ? cause : exception).Message}";
            _feed.Release();
            _feed.OnLog(new RunLogLine(LogSeverity.Error, _feed.Step, $"{reason}\n{exception}"));
            return (RunState.Failed, reason);
        }
    }
}
