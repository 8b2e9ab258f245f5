using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hodl.Core.Runs;
using Hodl.Server.Hubs;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API: a run as server-sent events.</summary>
internal static class EventEndpoints
{
    /// <summary>Maps /api/v1/runs/{id}/events.</summary>
    public static void MapEventEndpoints(this RouteGroupBuilder api) =>
        api.MapGet("/runs/{id:long}/events", Events).RequireAuthorization(Policies.RunRead).Produces(200, contentType: "text/event-stream").ProducesProblem(404)
            .WithSummary("Every point of the run, then new ones as they come: server-sent events.")
            .WithDescription("Events `points` hold the series' new steps, seconds and values, and as id the number of the batch; events `state` say where the run stands. "
                + "A client that comes back with Last-Event-ID (or ?after=) gets what came since. The stream ends when the run has ended.");

    private static IResult Events(long id, long? after, HttpRequest request, RunStore store, RunChanges changes, CancellationToken token)
    {
        var last = long.TryParse(request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var seen) ? seen : after ?? 0;
        return store.Find(id) is null ? Problems.NoRun(id) : TypedResults.ServerSentEvents(Follow(id, last, store, changes, token));
    }

    private static async IAsyncEnumerable<SseItem<object>> Follow(long id, long last, RunStore store, RunChanges changes, [EnumeratorCancellation] CancellationToken token)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = changes.Subscribe(ids =>
        {
            if (ids.Contains(id))
            {
                wake.Writer.TryWrite(true);
            }
        });
        while (true)
        {
            // The state first: what a run that has ended kept is then all there.
            var (run, position) = (store.Find(id), store.Position(id));
            foreach (var (sequence, series) in store.After(id, last))
            {
                var points = new PointsMessage(id, last + 1, sequence, [.. series.Select(column => new SeriesPoints(column.Name, column.Steps, column.Seconds, column.Values))]);
                last = sequence;
                yield return new SseItem<object>(points, "points") { EventId = sequence.ToString(CultureInfo.InvariantCulture) };
            }

            if (run is null || position is null)
            {
                yield break;
            }

            yield return new SseItem<object>(
                new { run = id, state = run.State, attempt = position.Attempt, step = run.Step, total = run.Total, seconds = run.Seconds, stopReason = run.StopReason }, "state");
            if (run.State is not (RunState.Queued or RunState.Running))
            {
                yield break;
            }

            await wake.Reader.ReadAsync(token);
        }
    }
}
