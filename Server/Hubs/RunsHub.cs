using Microsoft.AspNetCore.SignalR;

namespace Hodl.Server.Hubs;

/// <summary>
/// Streams runs at <c>/hubs/runs</c>: <c>points</c> (<see cref="PointsMessage"/>, at most ten a second) and <c>state</c>
/// (<see cref="StateMessage"/>). To see every point once, a client (1) subscribes with <see cref="Watch"/>, keeping the
/// messages that arrive; (2) reads the history by GET <c>/api/v1/runs/{id}/series/{name}</c>, whose <c>sequence</c> is
/// the number of the last batch in it; (3) takes the kept messages in ascending order and from then on each as it
/// comes, dropping those whose <c>sequence</c> is not above that of the history, or was seen before. A client that
/// sees <c>from</c> above the last sequence + 1, or a new <c>attempt</c>, reads the history again.
/// </summary>
public sealed class RunsHub : Hub
{
    /// <summary>From now on this connection receives the run's messages; what the store does not hold yet is sent first.</summary>
    public Task Watch(long run) => Groups.AddToGroupAsync(Context.ConnectionId, Group(run), Context.ConnectionAborted);

    /// <summary>Ends <see cref="Watch"/>.</summary>
    public Task Unwatch(long run) => Groups.RemoveFromGroupAsync(Context.ConnectionId, Group(run), Context.ConnectionAborted);

    internal static string Group(long run) => $"run-{run}";
}
