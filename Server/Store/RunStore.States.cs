using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>The life of a run: queued → running → an end → perhaps queued again.</content>
public sealed partial class RunStore
{
    /// <summary>Keeps a new run, queued.</summary>
    /// <param name="spec">What it computes.</param>
    /// <param name="owner">The process that alone may start it; null for any.</param>
    /// <returns>Its id.</returns>
    public long Add(RunSpec spec, string? owner = null) => _catalog.Write(change => Insert(change, spec, owner, "", ""));

    /// <summary>Keeps new runs, queued: all of them or, when it throws, none.</summary>
    /// <param name="specs">What they compute.</param>
    /// <param name="person">Whose they are.</param>
    /// <param name="project">The project's name; empty for none.</param>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<long> Add(IReadOnlyList<RunSpec> specs, string person = "", string project = "") =>
        Add(specs, "", null, person, project);

    /// <summary>Keeps new runs, queued for a launcher: all of them or, when it throws, none.</summary>
    /// <param name="specs">What they compute.</param>
    /// <param name="launcher">What starts them; empty for this process.</param>
    /// <param name="resources">What each may take of a machine.</param>
    /// <param name="person">Whose they are.</param>
    /// <param name="project">The project's name; empty for none.</param>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<long> Add(
        IReadOnlyList<RunSpec> specs, string launcher, RunResources? resources, string person, string project) => _catalog.Write(change =>
    {
        var ids = new List<long>(specs.Count);
        foreach (var spec in specs)
        {
            ids.Add(Insert(change, spec, null, person, project, run => run with
            {
                Launcher = launcher,
                Resources = resources,
                Sweep = ids.Count > 0 ? ids[0] : run.Id,
            }));
        }

        return ids;
    });

    /// <summary>Queued runs in the order in which they will start.</summary>
    public IReadOnlyList<long> Queued() =>
        [.. _runs.Table.Rows.Values.Where(run => run is { State: RunState.Queued, External: false, Owner: null, Deleted: null })
            .OrderBy(run => run.Queued).ThenBy(run => run.Id).Select(run => run.Id)];

    /// <summary>
    /// Makes a queued run a running one of <paramref name="owner"/>, computed in this process. Everything that it had recorded
    /// after its last checkpoint is taken back, so that it goes on as if it had never stopped.
    /// </summary>
    /// <returns>What to start from; null when the run is not queued any more.</returns>
    public RunStart? Start(long id, string owner, RunEnvironment environment)
    {
        if (_runs.Find(id) is not { State: RunState.Queued })
        {
            return null;
        }

        var recorder = new RunRecorder(_catalog.Folder(id));
        try
        {
            if (Claim(id, owner) is not { } claimed)
            {
                recorder.Dispose();
                return null;
            }

            RunCheckpoint? checkpoint;
            try
            {
                checkpoint = recorder.Begin(claimed.Attempt, owner, environment, _clock.GetUtcNow())?.Checkpoint;
            }
            catch
            {
                Change(id, run => run.Attempt == claimed.Attempt
                    ? run with { State = RunState.Queued, Owner = null, Attempt = run.Attempt - 1 } : null);
                throw;
            }

            _recorders[id] = recorder;
            var (summary, hasCheckpoint) = (Summary(id), checkpoint is not null);
            Change(id, run => Following(run, summary, hasCheckpoint));
            return new RunStart(Find(id)!, claimed.Attempt, recorder.Sequence, checkpoint);
        }
        catch
        {
            _recorders.TryRemove(id, out _);
            recorder.Dispose();
            throw;
        }
    }

    /// <summary>Makes a queued run a running one of <paramref name="owner"/>, who computes it and writes its folder.</summary>
    /// <returns>The number of the attempt; null when the run is not queued any more.</returns>
    public int? StartElsewhere(long id, string owner) => Claim(id, owner)?.Attempt;

    /// <summary>Ends a running run. Does nothing when the attempt no longer counts.</summary>
    public void End(long id, int attempt, RunState state, string reason)
    {
        if (_runs.Find(id) is not { State: RunState.Running } run || run.Attempt != attempt)
        {
            return;
        }

        var end = new RunEnd(state, reason, Now);
        var bytes = run.Journal;
        if (_recorders.TryGetValue(id, out var recorder))
        {
            lock (recorder)
            {
                recorder.End(end);
                bytes = recorder.Bytes;
            }
        }

        Change(id, entry => entry.State == RunState.Running && entry.Attempt == attempt ? Ended(entry, end) with { Journal = bytes }
            : null);
        Release(id);
    }

    /// <summary>Puts a stopped run back into the queue.</summary>
    /// <returns>False when it is not at a stop.</returns>
    public bool Requeue(long id) =>
        Change(id, run => run is { External: false, Deleted: null, State: RunState.Cancelled or RunState.Interrupted or RunState.Failed }
        ? run with { State = RunState.Queued, Queued = Now, Reason = "", Ended = null, Job = "", Node = "" } : null);

    /// <summary>Takes a queued run out of the queue.</summary>
    /// <returns>False when it is not queued.</returns>
    public bool CancelQueued(long id, string reason) => Change(id, run => Unqueued(run, reason));

    /// <summary>Takes those runs out of the queue that are in it, all in one change.</summary>
    /// <returns>Those that were.</returns>
    public IReadOnlyList<long> CancelQueued(IReadOnlyList<long> ids, string reason) => _catalog.Write(change =>
        ids.Where(id => _runs.Change(change, id, run => Unqueued(run, reason))).ToList());

    /// <summary>Asks whichever process computes the run to stop it; it sees the wish with its next batch.</summary>
    public void AskToStop(long id)
    {
        if (_runs.Find(id) is { State: RunState.Running })
        {
            _catalog.Folder(id).AskToStop();
        }
    }

    /// <summary>Marks running runs whose process is gone as interrupted.</summary>
    /// <param name="isAlive">Whether the owner that signed with this text and last stirred then still computes.</param>
    public IReadOnlyList<long> Interrupt(Func<string, DateTimeOffset, bool> isAlive) =>
        Interrupt((_, owner, stirred) => isAlive(owner, stirred));

    /// <inheritdoc cref="Interrupt(Func{string, DateTimeOffset, bool})"/>
    public IReadOnlyList<long> Interrupt(Func<RunRow, string, DateTimeOffset, bool> isAlive)
    {
        var gone = new List<long>();
        foreach (var run in _runs.Table.Rows.Values.Where(run => run.Owner is not null))
        {
            var stirred = Math.Max(run.Heartbeat ?? 0, _catalog.Folder(run.Id).Stirred()?.ToUnixTimeMilliseconds() ?? 0);
            if (isAlive(Row(run), run.Owner!, UnixTime.At(stirred)))
            {
                continue;
            }

            // What it wrote last, perhaps its end, may not have been followed yet.
            Release(run.Id);
            Follow(run.Id);
            if (Change(run.Id, entry => entry.Owner is null || entry.Attempt != run.Attempt ? null : Ended(entry, new RunEnd(
                RunState.Interrupted, $"The process that computed it went away after step {entry.Step} of {entry.Total}.", stirred))))
            {
                gone.Add(run.Id);
            }
        }

        return gone;
    }

    private RunEntry? Claim(long id, string owner)
    {
        RunEntry? claimed = null;
        Change(id, run => claimed = run is not { External: false, State: RunState.Queued, Deleted: null }
            || (run.Owner is not null && run.Owner != owner) ? null : run with
            {
                State = RunState.Running,
                Owner = owner,
                Heartbeat = Now,
                Started = run.Started ?? Now,
                Ended = null,
                Reason = "",
                Attempt = run.Attempt + 1,
            });
        return claimed;
    }

    private RunEntry? Unqueued(RunEntry run, string reason) => run is { External: false, State: RunState.Queued }
        ? run with { State = RunState.Cancelled, Reason = reason, Ended = Now, Owner = null } : null;

    private static RunEntry Ended(RunEntry run, RunEnd end) =>
        run with { State = end.State, Reason = end.Reason, Ended = end.At, Owner = null, Heartbeat = null };

    private long Insert(CatalogChange change, RunSpec spec, string? owner, string person, string project,
        Func<RunEntry, RunEntry>? with = null)
    {
        var run = new RunEntry
        {
            Id = _runs.TakeId(),
            Task = spec.Task,
            Method = spec.Method,
            Preset = spec.Preset,
            Label = spec.Label,
            Seed = spec.Seed,
            Settings = StoreJson.Write(spec.Settings),
            State = RunState.Queued,
            Created = Now,
            Queued = Now,
            Owner = owner,
            Heartbeat = Now,
            Person = person,
            Project = ProjectOf(change, project),
        };
        _runs.Put(change, with?.Invoke(run) ?? run);
        return run.Id;
    }

    private long ProjectOf(CatalogChange change, string name) =>
        change.All(_projects).Values.FirstOrDefault(project => string.Equals(project.Name, name, StringComparison.OrdinalIgnoreCase))?.Id
            ?? 0;
}
