using System.Diagnostics.CodeAnalysis;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Hubs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>Takes runs in, computes a set number of them at once, and stops, resumes and repeats them.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue of runs, not a collection type.")]
public sealed class RunQueue
{
    private readonly Lock _gate = new();
    private readonly RunStore _store;
    private readonly RunPlanner _planner;
    private readonly LauncherOptions _options;
    private readonly InProcessLauncher _own;
    private readonly ILogger<RunQueue> _logger;
    private int _atOnce;
    private bool _open;

    internal RunQueue(RunStore store, RunPlanner planner, IReadOnlyList<ILauncher> launchers, RunOptions options, LauncherOptions where,
        ILogger<RunQueue> logger)
    {
        (_store, _planner, _options, _logger, _atOnce) = (store, planner, where, logger, options.AtOnce);
        (Launchers, _own) = (launchers, launchers.OfType<InProcessLauncher>().Single());
    }

    /// <summary>What starts runs, the process's own first.</summary>
    public IReadOnlyList<ILauncher> Launchers { get; }

    /// <summary>What starts a run whose launch does not say it.</summary>
    public ILauncher Usual => Launchers.First(launcher => launcher.Id == _options.Launcher);

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
    /// <param name="placement">Where they are computed; null for as configured.</param>
    /// <returns>The runs' ids.</returns>
    /// <exception cref="InvalidRunException">At least one cannot be computed as asked; none was taken in.</exception>
    public IReadOnlyList<long> Enqueue(IReadOnlyList<RunSpec> specs, string person = "", string project = "", RunPlacement? placement = null)
    {
        if (Check(specs, placement ?? RunPlacement.Usual) is { Count: > 0 } errors)
        {
            throw new InvalidRunException(errors);
        }

        var launcher = placement is { Launcher: not "" } ? Of(placement.Launcher)! : Usual;
        var resources = placement is null || placement.Resources == new RunResources() ? null : placement.Resources;
        var ids = _store.Add(specs, launcher == _own ? "" : launcher.Id, resources, person, project);
        Fill();
        return ids;
    }

    /// <summary>Why runs cannot be computed there; empty when they can.</summary>
    public IReadOnlyList<SettingError> Check(IReadOnlyList<RunSpec> specs, RunPlacement placement)
    {
        var launcher = placement.Launcher == "" ? Usual : Of(placement.Launcher);
        return launcher is null
            ? [new SettingError("Launcher", placement.Launcher, "one of " + string.Join(", ", Launchers.Select(one => one.Id)))]
            : [.. specs.SelectMany(_planner.Check).Concat(specs.SelectMany(spec => launcher.Check(spec, placement.Resources))).Distinct()];
    }

    /// <summary>Stops a queued or running run within one inner step; it keeps its points and can be resumed. One at its end stays.</summary>
    public void Stop(long id)
    {
        Stop([id]);
    }

    /// <summary>Stops runs within one inner step, queued ones at once.</summary>
    public void Stop(IReadOnlyList<long> ids)
    {
        // First those of launchers: a cluster's run that is still queued has a job there.
        var known = ids.Where(id => Launchers.Any(launcher => launcher.Stop(id, RunState.Cancelled, "Stopped by a person"))).ToList();
        var others = ids.Except(known).ToList();
        foreach (var id in others.Except(_store.CancelQueued(others, "Stopped before it started.")))
        {
            _store.AskToStop(id);
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
        var launcher = Of(row.Launcher == "" ? InProcessLauncher.Key : row.Launcher)?.Id ?? "";
        var resources = launcher == "" ? new RunResources() : _store.Resources(id);
        return Enqueue([RunStarter.Spec(row, task)], person, row.Project, new RunPlacement(launcher, resources))[0];
    }

    /// <summary>Why the run waits, such as a full disk or a cluster's reason; null while it does not.</summary>
    public string? Waiting(long id) => Launchers.Select(launcher => launcher.Waiting(id)).FirstOrDefault(reason => reason is not null);

    /// <summary>Whether this process computes the run.</summary>
    public bool IsLive(long id) => _own.Has(id);

    /// <summary>Messages of a live run whose points the store does not hold yet, in order.</summary>
    public IReadOnlyList<PointsMessage> Unstored(long id) => _own.Unstored(id);

    /// <summary>Marks runs of dead processes as interrupted and starts to compute.</summary>
    internal void Open()
    {
        foreach (var launcher in Launchers)
        {
            launcher.Open(Fill);
        }

        Sweep();
        _open = true;
        Fill();
    }

    /// <summary>Looks after what launchers have started.</summary>
    internal void Look()
    {
        foreach (var launcher in Launchers)
        {
            launcher.Look();
        }
    }

    /// <summary>Marks runs of dead processes as interrupted, but those of launchers, which know more.</summary>
    internal void Sweep()
    {
        foreach (var id in _store.Interrupt((run, owner, heartbeat) => Launchers.Any(launcher => launcher.Has(run.Id))
            || ProcessOwner.IsAlive(owner, heartbeat, DateTimeOffset.UtcNow)))
        {
            RunLog.Interrupted(_logger, id);
        }
    }

    /// <summary>Starts queued runs while there is room.</summary>
    internal void Fill()
    {
        lock (_gate)
        {
            if (!_open)
            {
                return;
            }

            var here = _atOnce - Launchers.Where(launcher => launcher.IsHere).Sum(launcher => launcher.Active);
            var there = Launchers.Where(launcher => !launcher.IsHere).ToDictionary(launcher => launcher,
                launcher => (Room: launcher.Most - launcher.Active, Runs: new List<long>()));
            if (here <= 0 && there.Values.All(one => one.Room <= 0))
            {
                return;
            }

            var perPerson = _options.PerPerson > 0 ? _store.ClaimedByPerson() : [];
            foreach (var id in _store.Queued())
            {
                if (_store.Find(id) is not { } run
                    || Of(run.Launcher == "" ? InProcessLauncher.Key : run.Launcher) is not { } launcher
                    || (_options.PerPerson > 0 && perPerson.GetValueOrDefault(run.Person) >= _options.PerPerson))
                {
                    continue;
                }

                if (!launcher.IsHere)
                {
                    var (room, taken) = there[launcher];
                    if (taken.Count >= room)
                    {
                        continue;
                    }

                    taken.Add(id);
                }
                else if (here <= 0 || launcher.Start([id]) == 0)
                {
                    continue;
                }
                else
                {
                    here--;
                }

                perPerson[run.Person] = perPerson.GetValueOrDefault(run.Person) + 1;
            }

            foreach (var (launcher, (_, taken)) in there)
            {
                if (taken.Count > 0)
                {
                    launcher.Start(taken);
                }
            }
        }
    }

    /// <summary>Ends what cannot outlive this process, and waits until the ends are kept, or for the token.</summary>
    internal async Task CloseAsync(CancellationToken token)
    {
        lock (_gate)
        {
            _open = false;
        }

        await Task.WhenAll(Launchers.Select(launcher => launcher.CloseAsync(token))).ConfigureAwait(false);
    }

    private ILauncher? Of(string id) => Launchers.FirstOrDefault(launcher => launcher.Id == id);
}
