using System.Security.Cryptography;
using System.Text;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>
/// Hands runs to Slurm: a job each, or an array for those that are launched together. A job writes its run's folder on the shared
/// file system and needs no server; the server follows the journals, and asks the cluster for what they cannot say.
/// </summary>
internal sealed class SlurmLauncher(RunStore store, RunPlanner planner, RunOptions runs, LauncherOptions options, WorkerProgram program,
    ISlurm slurm, TimeProvider clock, ILogger<RunQueue> logger) : ILauncher
{
    /// <summary>Its id.</summary>
    public const string Key = "slurm";

    // How its runs are signed while their jobs wait and run.
    private const string Signature = "slurm";
    private readonly Lock _gate = new();
    private readonly Dictionary<long, string> _waiting = [];
    private readonly Dictionary<long, (string Job, long Since, string Reason, bool Forced)> _stops = [];
    private readonly Dictionary<long, int> _missing = [];
    private readonly object _turn = new();
    private readonly SlurmOptions _options = options.Slurm ?? new SlurmOptions();
    private Action _onFreed = () => { };
    private Thread? _thread;
    private bool _closing;
    private readonly SlurmLimits _limits = new(slurm, clock);
    private volatile string _away = "";

    /// <inheritdoc/>
    public string Id => Key;

    /// <inheritdoc/>
    public string Name => "Cluster";

    /// <inheritdoc/>
    public bool IsHere => false;

    /// <inheritdoc/>
    public int Most => _away == "" ? _options.AtOnce : 0;

    /// <inheritdoc/>
    public int Active => store.Claimed(Key).Count;

    /// <inheritdoc/>
    public IReadOnlyList<SettingError> Check(RunSpec spec, RunResources resources) => _limits.Check(spec, resources, options.SlurmResources);

    /// <inheritdoc/>
    public void Open(Action onFreed)
    {
        _onFreed = onFreed;
        _thread = new Thread(Watch) { IsBackground = true, Name = "cluster" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public int Start(IReadOnlyList<long> ids)
    {
        var ready = new List<(long Id, int Cores, RunResources Asked)>();
        foreach (var id in ids)
        {
            if (store.Find(id) is not { } row)
            {
                continue;
            }

            if (RunStarter.TrySpec(row, planner, out var refusal) is not { } spec)
            {
                store.CancelQueued(id, refusal);
                continue;
            }

            var asked = store.Resources(id).Or(options.SlurmResources);
            var attempt = (int)(store.Position(id)?.Attempt ?? 0) + 1;
            new WorkerOrder(id, attempt, store.Folder(id).Path, runs.DataRoot, SpecText.Write(spec)).Write();
            store.Folder(id).ForgetStop();
            ready.Add((id, Math.Max(asked.Cores, spec.Settings.Threads), asked));
        }

        var taken = 0;
        foreach (var alike in ready.GroupBy(one => (one.Cores, one.Asked)))
        {
            foreach (var part in alike.Chunk(_options.ArraySize))
            {
                if (_away == "")
                {
                    taken += Submit([.. part.Select(one => one.Id)], alike.Key.Cores, alike.Key.Asked);
                }
            }
        }

        return taken;
    }

    /// <inheritdoc/>
    public bool Stop(long id, RunState state, string reason)
    {
        if (!Has(id))
        {
            return false;
        }

        lock (_gate)
        {
            _stops.TryAdd(id, (store.Find(id)!.Job, clock.GetTimestamp(), reason, false));
        }

        store.Folder(id).AskToStop();
        if (store.Find(id) is { State: RunState.Queued })
        {
            // A job that has not begun is taken out of the cluster's queue with the next look.
            store.EndGone(id, RunState.Cancelled, "Stopped before its job began.", "");
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Has(long id) => store.Owner(id) is { } owner && owner.StartsWith(Signature, StringComparison.Ordinal);

    /// <inheritdoc/>
    public string? Waiting(long id)
    {
        lock (_gate)
        {
            var reason = _waiting.GetValueOrDefault(id);
            return _away == "" || store.Find(id) is not { Launcher: Key } ? reason : $"{reason ?? "It waits."} The cluster does not answer: {_away}";
        }
    }

    /// <inheritdoc/>
    public void Look()
    {
    }

    /// <inheritdoc/>
    public Task CloseAsync(CancellationToken token)
    {
        // Jobs go on; the next server finds them.
        lock (_turn)
        {
            _closing = true;
            Monitor.PulseAll(_turn);
        }

        _thread?.Join(TimeSpan.FromSeconds(2));
        return Task.CompletedTask;
    }

    /// <summary>Asks the cluster once.</summary>
    internal void Ask()
    {
        var claimed = store.Claimed(Key);
        List<long> stopping;
        lock (_gate)
        {
            stopping = [.. _stops.Keys];
        }

        if (claimed.Count == 0 && stopping.Count == 0 && _away == "")
        {
            return;
        }

        try
        {
            var jobs = new Dictionary<string, SlurmJob>();
            foreach (var job in slurm.Jobs())
            {
                // One that was put back is listed again; the last is the present one.
                jobs[job.Id] = job;
            }

            Named(claimed, jobs);
            foreach (var run in store.Claimed(Key))
            {
                Tell(run, jobs.GetValueOrDefault(run.Job));
            }

            Force(stopping, jobs);
            _away = "";
        }
        catch (SlurmException exception)
        {
            _away = exception.Message;
        }

        _onFreed();
    }

    private void Watch()
    {
        do
        {
            try
            {
                Ask();
            }
#pragma warning disable CA1031 // A look that fails must not end the watch.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                RunLog.WatchFailed(logger, exception);
            }
        }
        while (!IsClosing(TimeSpan.FromSeconds(_options.PollSeconds)));
    }

    private bool IsClosing(TimeSpan wait)
    {
        lock (_turn)
        {
            return _closing || (Monitor.Wait(_turn, wait) && _closing);
        }
    }

    private int Submit(IReadOnlyList<long> ids, int cores, RunResources asked)
    {
        // The name first: a server that dies between sbatch and its answer finds the job by it, and submits none twice.
        var name = $"hodl-{Hash(store.Folder(0).Path)}-{ids[0]}-{(store.Position(ids[0])?.Attempt ?? 0) + 1}";
        var place = ids.Select((id, at) => (id, at)).ToDictionary(one => one.id, one => one.at);
        var array = ids.Count > 1;
        if (store.Submit(ids, Signature, id => array ? $"{name}_{place[id]}" : name).Count != ids.Count)
        {
            // Somebody stopped one of them just now; the others take the next turn.
            ids.ToList().ForEach(id => store.Return(id, keep: false));
            return 0;
        }

        try
        {
            var log = Path.Combine(store.Folder(ids[0]).Path, array ? "slurm-%A_%a.log" : "slurm-%j.log");
            var number = slurm.Submit(SlurmScript.Options(name, ids.Count, log, cores, asked, _options),
                SlurmScript.Text(program, [.. ids.Select(id => store.Folder(id).Path)]));
            store.Number(ids.ToDictionary(id => id, id => array ? $"{number}_{place[id]}" : number));
            foreach (var id in ids)
            {
                RunLog.Submitted(logger, id, number);
            }

            return ids.Count;
        }
        catch (SlurmException exception) when (exception.IsAway)
        {
            // Perhaps it was taken all the same: the name tells, when the cluster answers again.
            _away = exception.Message;
            return ids.Count;
        }
        catch (SlurmException exception)
        {
            foreach (var id in ids)
            {
                store.EndGone(id, RunState.Failed, $"The cluster refused its job: {exception.Message}", "");
            }

            return 0;
        }
    }

    // Jobs of which this server knows the name alone.
    private void Named(IReadOnlyList<RunRow> claimed, Dictionary<string, SlurmJob> jobs)
    {
        foreach (var run in claimed.Where(run => !char.IsAsciiDigit(run.Job[0])))
        {
            var task = run.Job.Contains('_', StringComparison.Ordinal) ? run.Job[run.Job.LastIndexOf('_')..] : "";
            var name = task == "" ? run.Job : run.Job[..^task.Length];
            var found = jobs.Values.LastOrDefault(job => job.Name == name && (task == "" || job.Id.EndsWith(task, StringComparison.Ordinal)));
            if (found is not null)
            {
                store.Number(new Dictionary<long, string> { [run.Id] = found.Id });
            }
            else if (IsMissing(run.Id))
            {
                store.Return(run.Id, keep: false);
            }
        }
    }

    private void Tell(RunRow run, SlurmJob? job)
    {
        if (!char.IsAsciiDigit(run.Job[0]))
        {
            return;
        }

        job ??= slurm.Job(run.Job);
        if (job is null)
        {
            if (IsMissing(run.Id))
            {
                Gone(run, RunState.Interrupted, $"The cluster knows its job {run.Job} no more");
            }

            return;
        }

        _missing.Remove(run.Id);
        if (job.IsPending)
        {
            var place = job.Place > 0 ? $"; {job.Place - 1} jobs of the cluster wait before it" : "";
            store.Return(run.Id, keep: true);
            Say(run.Id, $"Its job {run.Job} is pending{(job.Reason == "" ? "" : $": {job.Reason}")}{place}.");
        }
        else if (job.IsRunning)
        {
            store.Follow(run.Id);
            Say(run.Id, store.Find(run.Id)?.State == RunState.Queued ? $"Its job {run.Job} begins on {job.Node}." : null);
        }
        else
        {
            var (state, reason) = SlurmEnd.Of(job);
            Gone(run, state, reason);
        }
    }

    private void Gone(RunRow run, RunState state, string reason)
    {
        Say(run.Id, null);
        store.Follow(run.Id);
        (string, long, string Reason, bool)? asked;
        lock (_gate)
        {
            asked = _stops.TryGetValue(run.Id, out var stop) ? stop : null;
        }

        if (store.Find(run.Id) is { State: RunState.Queued or RunState.Running } now)
        {
            var words = SlurmLog.Tail(store.Folder(run.Sweep).Path, store.Folder(run.Id).Path, run.Job);
            var (how, why) = asked is { } wish ? (RunState.Cancelled, wish.Reason) : (state, reason);
            store.EndGone(run.Id, how, now.State == RunState.Running ? $"{why}, after {now.Step} of {now.Total} steps." : $"{why}.", words);
            RunLog.Ended(logger, run.Id, how, why);
        }

        lock (_gate)
        {
            _stops.Remove(run.Id);
        }
    }

    // Jobs whose runs are to stop: those that have not begun at once, the others when they do not answer.
    private void Force(IReadOnlyList<long> stopping, Dictionary<string, SlurmJob> jobs)
    {
        var cancel = new List<string>();
        foreach (var id in stopping)
        {
            lock (_gate)
            {
                if (!_stops.TryGetValue(id, out var stop))
                {
                    continue;
                }

                // The job that was meant: the run may have been resumed since, with another.
                var (number, since, reason, forced) = stop;
                var job = jobs.GetValueOrDefault(number) ?? jobs.Values.LastOrDefault(one => one.Name == number);
                var isOver = job is null || !(job.IsPending || job.IsRunning);
                var late = clock.GetElapsedTime(since) > TimeSpan.FromSeconds(_options.StopSeconds);
                if (isOver)
                {
                    _stops.Remove(id);
                }
                else if (!forced && (job!.IsPending || late))
                {
                    cancel.Add(job.Id);
                    _stops[id] = (number, since, late ? $"{reason}; it did not stop within {_options.StopSeconds} s and its job was canceled" : reason, true);
                }
            }
        }

        foreach (var some in cancel.Chunk(200))
        {
            slurm.Cancel(some);
        }
    }

    private void Say(long id, string? reason)
    {
        lock (_gate)
        {
            if (reason is null)
            {
                _waiting.Remove(id);
            }
            else
            {
                _waiting[id] = reason;
            }
        }
    }

    // A job is gone when three looks in a row have not seen it.
    private bool IsMissing(long id) => (_missing[id] = _missing.GetValueOrDefault(id) + 1) >= 3 && _missing.Remove(id);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..6];
}
