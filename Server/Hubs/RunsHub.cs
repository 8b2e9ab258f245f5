using Hodl.Server.Runs;
using Hodl.Server.Team;
using Microsoft.AspNetCore.SignalR;

namespace Hodl.Server.Hubs;

/// <summary>
/// Streams runs at <c>/hubs/runs</c>: <c>points</c> (<see cref="PointsMessage"/>, at most ten a second) and <c>state</c>
/// (<see cref="StateMessage"/>). To see every point once, a client (1) calls <see cref="Watch"/> and keeps the messages
/// that arrive; (2) when the call has returned, reads the history by GET <c>/api/v1/runs/{id}/series</c>, whose
/// <c>sequence</c> is the number of the last batch in it; (3) takes the kept messages in ascending order of
/// <c>sequence</c>, and from then on each as it comes, dropping those whose <c>sequence</c> is not above the last one
/// taken (at first: that of the history). A client that meets a <c>from</c> above the last sequence + 1, or a new
/// <c>attempt</c>, reads the history again.
/// </summary>
public sealed class RunsHub : Hub
{
    private readonly RunBroadcast _broadcast;
    private readonly RunQueue _queue;
    private readonly ShareLinks _links;

    /// <summary>Made by the host for every call.</summary>
    public RunsHub(IServiceProvider services) =>
        (_broadcast, _queue, _links) = (services.GetRequiredService<RunBroadcast>(), services.GetRequiredService<RunQueue>(), services.GetRequiredService<ShareLinks>());

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        if (Context.User is { } who)
        {
            _links.Opened(who, Context.ConnectionId, Context.Abort);
        }

        return base.OnConnectedAsync();
    }

    /// <summary>From now on this connection receives the run's messages; what the store does not hold yet and the state are sent first.</summary>
    public async Task Watch(long run)
    {
        if (Context.User?.CanReadRun(run) != true)
        {
            throw new HubException($"Run {run} is not open to you.");
        }

        _broadcast.Add(run, Context.ConnectionId);
        await Groups.AddToGroupAsync(Context.ConnectionId, Group(run), Context.ConnectionAborted);
        foreach (var message in _queue.Unstored(run))
        {
            await Clients.Caller.SendAsync("points", message, Context.ConnectionAborted);
        }

        if (_broadcast.State(run) is { } state)
        {
            await Clients.Caller.SendAsync("state", state, Context.ConnectionAborted);
        }
    }

    /// <summary>Ends <see cref="Watch"/>.</summary>
    public Task Unwatch(long run)
    {
        _broadcast.Remove(run, Context.ConnectionId);
        return Groups.RemoveFromGroupAsync(Context.ConnectionId, Group(run), Context.ConnectionAborted);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        _links.Closed(Context.ConnectionId);
        _broadcast.Remove(null, Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    internal static string Group(long run) => $"run-{run}";
}
