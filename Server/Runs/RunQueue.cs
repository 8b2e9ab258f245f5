using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Hodl.Core.Runs;
using Hodl.Server.Hubs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>Takes runs in, computes a set number of them at once, and stops, resumes and repeats them.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue of runs, not a collection type.")]
public sealed class RunQueue
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, RunWorker> _live = [];
    private readonly Dictionary<long, string> _unstartable = [];
    private readonly RunStore _store;
    private readonly RunPlanner _planner;
    private readonly RunStarter _starter;
    private readonly IRunListener _listener;
    private readonly ILogger<RunQueue> _logger;
    private int _atOnce;
    private bool _open;

    internal RunQueue(RunStore store, RunPlanner planner, RunStarter starter, IRunListener listener, RunOptions options,
        ILogger<RunQueue> logger) =>
        (_store, _planner, _starter, _listener, _logger, _atOnce) = (store, planner, starter, listener, logger, options.AtOnce);

    /// <summary>How many runs compute at once (setting Runs:AtOnce); takes effect at once, running ones are not stopped.</summary>
    public int AtOnce
    {
        get => _atOnce;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _atOnce = value;
            Fill();
        }
    }

    /// <summary>Checks the run, keeps it, and computes it when there is room.</summary>
    /// <returns>The run's id.</returns>
    /// <exception cref="InvalidRunException">It cannot be computed as asked.</exception>
    public long Enqueue(RunSpec spec) => Enqueue([spec])[0];

    /// <summary>Checks the runs, keeps them, all or none, and computes them in this order when there is room.</summary>
    /// <param name="specs">The runs.</param>
    /// <param name="person">Whose they are; empty when nobody has to sign in.</param>
    /// <param name="project">The project's name; empty for none.</param>
    /// <returns>The runs' ids.</returns>
    /// <exception cref="InvalidRunException">At least one cannot be computed as asked; none was taken in.</exception>
    public IReadOnlyList<long> Enqueue(IReadOnlyList<RunSpec> specs, string person = "", string project = "")
    {
        if (specs.SelectMany(_planner.Check).Distinct().ToList() is { Count: > 0 } errors)
        {
            throw new InvalidRunException(errors);
        }

        var ids = _store.Add(specs, person, project);
        Fill();
        return ids;
    }

    /// <summary>Stops a queued or running run within one inner step; it keeps its points and can be resumed. One at its end stays.</summary>
    public void Stop(long id)
    {
        Stop([id]);
    }

    /// <summary>Stops runs within one inner step, queued ones at once.</summary>
    public void Stop(IReadOnlyList<long> ids)
    {
        foreach (var id in ids.Except(_store.CancelQueued(ids, "Stopped before it started.")))
        {
            if (Live(id) is { } worker)
            {
                worker.Stop(RunState.Cancelled, "Stopped by a person");
            }
            else
            {
                _store.AskToStop(id);
            }
        }
    }

    /// <summary>Queues a stopped run again; it goes on from its last checkpoint, or from the start, under the same id.</summary>
    /// <exception cref="InvalidOperationException">It is not at a stop, with the reason.</exception>
    public void Resume(long id)
    {
        if (!_store.Requeue(id))
        {
            throw new InvalidOperationException(_store.Find(id) is { } run
                ? $"Run {id} is {(run.Deleted ? "deleted" : run.External ? "computed elsewhere" : run.State.ToString().ToLowerInvariant())}: only a cancelled, interrupted or failed run can be resumed."
                : $"There is no run {id}.");
        }

        Fill();
    }

    /// <summary>Queues a new run with the same settings and seed, of this person, in the same project.</summary>
    /// <returns>The new run's id.</returns>
    /// <exception cref="InvalidOperationException">There is no such run, or this version lacks its task.</exception>
    public long Repeat(long id, string person = "")
    {
        var row = _store.Find(id) ?? throw new InvalidOperationException($"There is no run {id}.");
        if (row.External)
        {
            throw new InvalidOperationException($"Run {id} was computed elsewhere and only logged here: repeat it there.");
        }

        var task = _planner.Find(row.Task) ?? throw new InvalidOperationException($"This version has no task {row.Task}.");
        return Enqueue([RunStarter.Spec(row, task)], person, row.Project)[0];
    }

    /// <summary>Why the run waits, such as a full disk; null while it does not.</summary>
    public string? Waiting(long id)
    {
        lock (_gate)
        {
            return _live.TryGetValue(id, out var worker) ? worker.Pump.Waiting : _unstartable.GetValueOrDefault(id);
        }
    }

    /// <summary>Whether this process computes the run.</summary>
    public bool IsLive(long id) => Live(id) is not null;

    /// <summary>Messages of a live run whose points the store does not hold yet, in order.</summary>
    public IReadOnlyList<PointsMessage> Unstored(long id) => Live(id)?.Pump.Unstored() ?? [];

    /// <summary>Marks runs of dead processes as interrupted and starts to compute.</summary>
    internal void Open()
    {
        Sweep();
        _open = true;
        Fill();
    }

    /// <summary>Marks runs of dead processes as interrupted.</summary>
    internal void Sweep()
    {
        foreach (var id in _store.Interrupt((owner, heartbeat) => ProcessOwner.IsAlive(owner, heartbeat, DateTimeOffset.UtcNow)))
        {
            RunLog.Interrupted(_logger, id);
        }
    }

    /// <summary>Starts queued runs while there is room.</summary>
    internal void Fill()
    {
        lock (_gate)
        {
            _unstartable.Clear();
            foreach (var id in _open && _live.Count < _atOnce ? _store.Queued() : [])
            {
                if (_live.Count < _atOnce && TryStart(id) is { } worker)
                {
                    _live[id] = worker;
                    new Thread(() => Compute(worker)) { IsBackground = true, Name = $"run {id}" }.Start();
                    RunLog.Started(_logger, id);
                }
            }
        }
    }

    /// <summary>Interrupts every run at its next inner step and waits until their ends are kept, or for the token.</summary>
    internal async Task CloseAsync(CancellationToken token)
    {
        RunWorker[] live;
        lock (_gate)
        {
            _open = false;
            live = [.. _live.Values];
        }

        foreach (var worker in live)
        {
            worker.Stop(RunState.Interrupted, "The program was shut down");
        }

        // A store that still fails after this grace will not recover in time.
        var grace = Stopwatch.StartNew();
        while (live.Any(worker => IsLive(worker.Run)))
        {
            foreach (var worker in live.Where(worker => IsLive(worker.Run)))
            {
                if (token.IsCancellationRequested || (grace.Elapsed > TimeSpan.FromSeconds(5) && worker.Pump.Waiting is not null))
                {
                    worker.Pump.Abandon();
                }
            }

            if (token.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // A run whose folder cannot be written now must not keep those behind it from starting; it is tried again.
    private RunWorker? TryStart(long id)
    {
        try
        {
            return _starter.Start(id, _listener);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _unstartable[id] = $"Cannot start yet: {exception.Message} It is tried again every few seconds.";
            RunLog.StartFailed(_logger, id, exception.Message);
            return null;
        }
    }

    private RunWorker? Live(long id)
    {
        lock (_gate)
        {
            return _live.GetValueOrDefault(id);
        }
    }

    private void Compute(RunWorker worker)
    {
        var (state, reason) = worker.Compute();
        RunLog.Ended(_logger, worker.Run, state, reason);
        lock (_gate)
        {
            _live.Remove(worker.Run);
        }

        worker.Dispose();
        Fill();
    }
}
