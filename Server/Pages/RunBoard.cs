using Hodl.Core.Runs;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Pages;

/// <summary>
/// The runs as lists, search and counters see them: one copy for all browsers, read from the store once and then only
/// where something changed. A row carries no points; those travel from the API to the chart.
/// </summary>
public sealed class RunBoard : IDisposable
{
    private readonly Lock gate = new();
    private readonly RunStore store;
    private readonly IDisposable subscription;
    private readonly List<Action<IReadOnlyList<long>>> handlers = [];
    private readonly HashSet<long> pending = [];
    private Dictionary<long, RunRow>? rows;
    private bool reading;
    private bool disposed;
    private Task work = Task.CompletedTask;

    /// <summary>Follows the store.</summary>
    public RunBoard(RunStore store, RunChanges changes)
    {
        this.store = store;
        subscription = changes.Subscribe(OnChanges);
    }

    /// <summary>Every run that is not deleted, the newest first.</summary>
    public IReadOnlyList<RunRow> Rows
    {
        get
        {
            lock (gate)
            {
                return [.. Loaded().Values.OrderByDescending(run => run.Id)];
            }
        }
    }

    /// <summary>Begins to read the rows, so that the first visitor need not wait; should that fail, the list says why.</summary>
    public void Load() => Begin(() =>
    {
        lock (gate)
        {
            Loaded();
        }
    });

    /// <summary>How many runs are in a state.</summary>
    public int Count(RunState state)
    {
        lock (gate)
        {
            return Loaded().Values.Count(run => run.State == state);
        }
    }

    /// <summary>One run; null when there is none or it is deleted.</summary>
    public RunRow? Find(long id)
    {
        lock (gate)
        {
            return Loaded().GetValueOrDefault(id);
        }
    }

    /// <summary>Calls the handler with the ids of changed runs once their rows are up to date; it must be quick.</summary>
    public IDisposable Subscribe(Action<IReadOnlyList<long>> handler)
    {
        lock (gate)
        {
            handlers.Add(handler);
        }

        return new Subscription(this, handler);
    }

    /// <summary>Leaves the store alone from here on.</summary>
    public void Dispose()
    {
        subscription.Dispose();
        Task last;
        lock (gate)
        {
            disposed = true; // a change that was on its way begins nothing
            last = work;
        }

        Task.WhenAny(last).Wait();
    }

    private Dictionary<long, RunRow> Loaded() => rows ??= store.List().ToDictionary(run => run.Id);

    private void OnChanges(IReadOnlyList<long> runs)
    {
        lock (gate)
        {
            pending.UnionWith(runs);
            if (reading || disposed)
            {
                return;
            }

            reading = true;
            Begin(Read);
        }
    }

    private void Begin(Action action)
    {
        lock (gate)
        {
            work = work.ContinueWith(_ => action(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Read()
    {
        while (true)
        {
            long[] changed;
            lock (gate)
            {
                changed = [.. pending];
                pending.Clear();
                if (changed.Length == 0)
                {
                    reading = false;
                    return;
                }
            }

            var fresh = changed.ToDictionary(id => id, store.Find);
            Action<IReadOnlyList<long>>[] interested;
            lock (gate)
            {
                foreach (var (id, run) in fresh)
                {
                    if (run is null || run.Deleted)
                    {
                        Loaded().Remove(id);
                    }
                    else
                    {
                        Loaded()[id] = run;
                    }
                }

                interested = [.. handlers];
            }

            foreach (var handler in interested)
            {
                handler(changed);
            }
        }
    }

    private sealed class Subscription(RunBoard board, Action<IReadOnlyList<long>> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (board.gate)
            {
                board.handlers.Remove(handler);
            }
        }
    }
}
