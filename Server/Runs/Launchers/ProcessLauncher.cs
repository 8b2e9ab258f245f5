using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>
/// Computes each run in a child process, which waits for the next one afterwards. Whatever happens to a child, the server and
/// the other runs go on: one that crashes, takes more memory than it may, freezes or hangs is ended, and its run says so.
/// </summary>
internal sealed class ProcessLauncher(RunStore store, RunPlanner planner, RunOptions runs, LauncherOptions options, WorkerProgram program,
    TimeProvider clock, ILogger<RunQueue> logger) : ILauncher, IDisposable
{
    /// <summary>Its id.</summary>
    public const string Key = "process";

    private readonly Lock _gate = new();
    private readonly Dictionary<long, ChildRun> _live = [];
    private readonly List<(WorkerProcess Worker, long Since)> _idle = [];
    private Action _onFreed = () => { };
    private bool _closing;

    /// <inheritdoc/>
    public string Id => Key;

    /// <inheritdoc/>
    public string Name => "Child process";

    /// <inheritdoc/>
    public bool IsHere => true;

    /// <inheritdoc/>
    public int Most => int.MaxValue;

    /// <inheritdoc/>
    public int Active
    {
        get
        {
            lock (_gate)
            {
                return _live.Count;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SettingError> Check(RunSpec spec, RunResources resources)
    {
        var asked = resources.Or(options.ProcessResources);
        var errors = new List<SettingError>();
        if (asked.Cores > Environment.ProcessorCount)
        {
            errors.Add(new SettingError("Cores", $"{asked.Cores}", $"0 … {Environment.ProcessorCount}, which this machine has"));
        }

        if (asked.Cores > 0 && spec.Settings.Threads > asked.Cores)
        {
            errors.Add(new SettingError("Threads", $"{spec.Settings.Threads}", $"1 … {asked.Cores}, the run's Cores"));
        }

        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;
        if (asked.MemoryMib > memory)
        {
            errors.Add(new SettingError("MemoryMib", $"{asked.MemoryMib}", $"0 … {memory}, which this machine has"));
        }

        foreach (var name in (string[])["Gpus", "Partition", "TimeMinutes", "Account", "Options"])
        {
            if (SettingsForm.Text(resources, name) is var text and not ("" or "0"))
            {
                errors.Add(new SettingError(name, text, "nothing where the launcher is process: only a cluster has such"));
            }
        }

        return errors;
    }

    /// <inheritdoc/>
    public void Open(Action onFreed)
    {
        _onFreed = onFreed;
        lock (_gate)
        {
            foreach (var run in store.Claimed(Key))
            {
                // A child of a server that is gone: it goes on until its run is over.
                if (store.Owner(run.Id) is { } owner && ProcessOwner.IsAlive(owner, clock.GetUtcNow(), clock.GetUtcNow())
                    && ProcessOwner.Read(owner) is { } process && process.Host == Environment.MachineName)
                {
                    _live[run.Id] = new ChildRun(run.Id, owner, process.Process, null, store, options, clock);
                }
            }
        }
    }

    /// <inheritdoc/>
    public int Start(IReadOnlyList<long> ids)
    {
        lock (_gate)
        {
            return _closing ? 0 : ids.Count(TryStart);
        }
    }

    /// <inheritdoc/>
    public bool Stop(long id, RunState state, string reason)
    {
        lock (_gate)
        {
            if (!_live.TryGetValue(id, out var run))
            {
                return false;
            }

            run.Stop(state, reason);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool Has(long id)
    {
        lock (_gate)
        {
            return _live.ContainsKey(id);
        }
    }

    /// <inheritdoc/>
    public string? Waiting(long id) => null;

    /// <inheritdoc/>
    public void Look()
    {
        List<ChildRun> gone;
        lock (_gate)
        {
            foreach (var run in _live.Values)
            {
                run.Look();
            }

            // Its own children report their ends; those of an earlier server are only seen to be gone.
            gone = [.. _live.Values.Where(run => run.Worker is null && run.IsGone())];
            foreach (var (worker, since) in _idle.ToList())
            {
                if (clock.GetElapsedTime(since) > TimeSpan.FromSeconds(options.Process.IdleSeconds))
                {
                    _idle.Remove((worker, since));
                    worker.Release();
                }
            }
        }

        foreach (var run in gone)
        {
            End(run, run.Verdict ?? (RunState.Interrupted, "Its process went away while no server watched it"), "");
        }
    }

    /// <inheritdoc/>
    public async Task CloseAsync(CancellationToken token)
    {
        lock (_gate)
        {
            _closing = true;
            _idle.ForEach(one => one.Worker.Release());
            _idle.Clear();
            foreach (var run in _live.Values)
            {
                run.Stop(RunState.Interrupted, "The program was shut down");
            }
        }

        while (Active > 0 && !token.IsCancellationRequested)
        {
            Look();
            await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _idle.ForEach(one => one.Worker.Release());
            _idle.Clear();
        }
    }

    private bool TryStart(long id)
    {
        if (store.Find(id) is not { } row)
        {
            return false;
        }

        if (RunStarter.TrySpec(row, planner, out var refusal) is not { } spec)
        {
            store.CancelQueued(id, refusal);
            return false;
        }

        var asked = store.Resources(id).Or(options.ProcessResources);
        var cores = asked.Cores > 0 ? asked.Cores : spec.Settings.Threads;
        var worker = Take(cores);
        if (store.StartElsewhere(id, worker.Owner) is not { } attempt)
        {
            _idle.Add((worker, clock.GetTimestamp()));
            return false;
        }

        _live[id] = new ChildRun(id, worker.Owner, worker.Id, worker, store, options, clock);
        worker.Send(new WorkerMessage(new WorkerOrder(id, attempt, store.Folder(id).Path, runs.DataRoot, SpecText.Write(spec))));
        RunLog.Started(logger, id);
        return true;
    }

    private WorkerProcess Take(int cores)
    {
        var at = _idle.FindIndex(one => one.Worker.Cores == cores);
        if (at < 0)
        {
            return new WorkerProcess(program, cores, OnDone, OnGone);
        }

        var worker = _idle[at].Worker;
        _idle.RemoveAt(at);
        return worker;
    }

    private void OnDone(WorkerProcess worker, long id)
    {
        store.Follow(id);
        ChildRun? run;
        lock (_gate)
        {
            if (!_live.TryGetValue(id, out run) || run.Worker != worker)
            {
                return;
            }
        }

        var words = worker.Words;
        End(run, run.Verdict ?? (RunState.Failed, words == "" ? "Its process could not compute it" : $"Its process could not compute it: {words.Split('\n')[^1]}"), words, free: () =>
        {
            if (_closing)
            {
                worker.Release();
            }
            else
            {
                _idle.Add((worker, clock.GetTimestamp()));
            }
        });
    }

    private void OnGone(WorkerProcess worker)
    {
        ChildRun? run;
        lock (_gate)
        {
            _idle.RemoveAll(one => one.Worker == worker);
            run = _live.Values.FirstOrDefault(one => one.Worker == worker);
        }

        if (run is not null)
        {
            End(run, run.Verdict ?? ProcessEnd.Of(worker.ExitCode), worker.Words);
        }

        worker.Dispose();
    }

    private void End(ChildRun run, (RunState State, string Reason) verdict, string words, Action? free = null)
    {
        store.Follow(run.Id);
        if (store.Find(run.Id) is { } row && store.Owner(run.Id) == run.Owner)
        {
            store.EndGone(run.Id, verdict.State, $"{verdict.Reason}, after {row.Step} of {row.Total} steps.", words);
        }

        if (store.Find(run.Id) is { } ended)
        {
            RunLog.Ended(logger, run.Id, ended.State, ended.StopReason);
        }

        lock (_gate)
        {
            _live.Remove(run.Id);
            free?.Invoke();
        }

        _onFreed();
    }
}
