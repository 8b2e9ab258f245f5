namespace Hodl.Server.Runs;

/// <summary>Tells which runs have changed, at most four times a second, also those that other processes compute.</summary>
public sealed class RunChanges
{
    private readonly Lock _gate = new();
    private readonly List<Action<IReadOnlyList<long>>> _handlers = [];

    /// <summary>
    /// Calls <paramref name="handler"/> with the ids of runs that were added, changed or deleted since the last call,
    /// on a thread of the pool, until the subscription is disposed. The handler must be quick and must not throw.
    /// </summary>
    public IDisposable Subscribe(Action<IReadOnlyList<long>> handler)
    {
        lock (_gate)
        {
            _handlers.Add(handler);
        }

        return new Subscription(this, handler);
    }

    internal void Raise(IReadOnlyList<long> runs)
    {
        Action<IReadOnlyList<long>>[] handlers;
        lock (_gate)
        {
            handlers = [.. _handlers];
        }

        foreach (var handler in handlers)
        {
            handler(runs);
        }
    }

    private sealed class Subscription(RunChanges changes, Action<IReadOnlyList<long>> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (changes._gate)
            {
                changes._handlers.Remove(handler);
            }
        }
    }
}
