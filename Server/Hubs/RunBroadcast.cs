using Hodl.Server.Runs;
using Hodl.Server.Store;
using Microsoft.AspNetCore.SignalR;

namespace Hodl.Server.Hubs;

/// <summary>Sends what happens to runs to the connections that watch them.</summary>
/// <param name="hub">The hub.</param>
/// <param name="store">For runs that other processes compute.</param>
/// <param name="queue">Knows which runs this process computes.</param>
internal sealed class RunBroadcast(IHubContext<RunsHub> hub, RunStore store, Lazy<RunQueue> queue) : IRunListener
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Watched> _watched = [];

    /// <inheritdoc/>
    public void OnPoints(PointsMessage message)
    {
        if (IsWatched(message.Run))
        {
            _ = hub.Clients.Group(RunsHub.Group(message.Run)).SendAsync("points", message);
        }
    }

    /// <summary>A connection begins to watch; its messages are of batches that the store does not hold by now.</summary>
    public void Add(long run, string connection)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(run, out var watched))
            {
                _watched[run] = watched = new Watched(store.Position(run)?.Sequence ?? 0);
            }

            watched.Connections.Add(connection);
        }
    }

    /// <summary>A connection watches this run no more; null: it is gone.</summary>
    public void Remove(long? run, string connection)
    {
        lock (_gate)
        {
            foreach (var (id, watched) in _watched.Where(entry => run is null || entry.Key == run).ToList())
            {
                watched.Connections.Remove(connection);
                if (watched.Connections.Count == 0)
                {
                    _watched.Remove(id);
                }
            }
        }
    }

    /// <summary>The message that says where a run stands; null when there is none.</summary>
    public StateMessage? State(long run) => store.Find(run) is { } row && store.Position(run) is { } position
        ? new StateMessage
        {
            Run = run,
            State = row.State,
            Attempt = position.Attempt,
            Step = row.Step,
            Total = row.Total,
            Seconds = row.Seconds,
            Warnings = row.Warnings,
            Sequence = position.Sequence,
            Details = position.Details,
            StopReason = row.StopReason,
            Waiting = queue.Value.Waiting(run) ?? "",
        }
        : null;

    /// <summary>Sends the state of the runs that changed, and the points of those that other processes compute.</summary>
    public void Follow(IReadOnlyList<long> changed)
    {
        List<KeyValuePair<long, Watched>> all;
        lock (_gate)
        {
            all = [.. _watched];
        }

        foreach (var (run, watched) in all)
        {
            var waiting = queue.Value.Waiting(run);
            if (!changed.Contains(run) && waiting == watched.Waiting)
            {
                continue;
            }

            watched.Waiting = waiting;
            FollowPoints(run, watched);
            if (State(run) is { } state)
            {
                _ = hub.Clients.Group(RunsHub.Group(run)).SendAsync("state", state);
            }
        }
    }

    private void FollowPoints(long run, Watched watched)
    {
        if (queue.Value.IsLive(run))
        {
            watched.Sequence = store.Position(run)?.Sequence ?? watched.Sequence;
            return;
        }

        foreach (var (sequence, series) in store.After(run, watched.Sequence))
        {
            var message = new PointsMessage(run, watched.Sequence + 1, sequence,
                [.. series.Select(column => new SeriesPoints(column.Name, column.Steps, column.Seconds, column.Values))]);
            watched.Sequence = sequence;
            _ = hub.Clients.Group(RunsHub.Group(run)).SendAsync("points", message);
        }
    }

    private bool IsWatched(long run)
    {
        lock (_gate)
        {
            return _watched.ContainsKey(run);
        }
    }

    private sealed class Watched(long sequence)
    {
        public HashSet<string> Connections { get; } = [];

        public long Sequence { get; set; } = sequence;

        public string? Waiting { get; set; }
    }
}
