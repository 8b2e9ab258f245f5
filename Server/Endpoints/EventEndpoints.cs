using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
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
            .WithDescription("Events `points` hold the series' new steps, seconds and values, with the number of the last batch as id; events `state` say where the run stands. "
                + "A client that comes back with Last-Event-ID (or ?after=) gets what came since. The stream ends when the run has ended.");

    private static async Task Events(long id, long? after, HttpContext context, RunStore store, RunChanges changes)
    {
        if (store.Find(id) is null)
        {
            await Problems.NoRun(id).ExecuteAsync(context);
            return;
        }

        var (response, token) = (context.Response, context.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        // Some proxies would otherwise hold events back until there are many.
        response.Headers["X-Accel-Buffering"] = "no";
        var last = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var seen) ? seen : after ?? 0;
        try
        {
            await foreach (var (name, sequence, data) in Follow(id, last, store, changes, token))
            {
                await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"event: {name}\nid: {sequence}\ndata: {JsonSerializer.Serialize(data, StoreJson.Options)}\n\n"), token);
                await response.Body.FlushAsync(token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The client has gone.
        }
    }

    private static async IAsyncEnumerable<(string Name, long Sequence, object Data)> Follow(long id, long last, RunStore store, RunChanges changes, [EnumeratorCancellation] CancellationToken token)
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
                yield return ("points", sequence, points);
            }

            if (run is null || position is null)
            {
                yield break;
            }

            yield return ("state", last, new { run = id, state = run.State, attempt = position.Attempt, step = run.Step, total = run.Total, seconds = run.Seconds, stopReason = run.StopReason });
            if (run.State is not (RunState.Queued or RunState.Running))
            {
                yield break;
            }

            await wake.Reader.ReadAsync(token);
        }
    }
}
