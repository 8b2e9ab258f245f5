using System.Text;
using Hodl.Core.Tasks;
using Hodl.Server.Exchange;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API: a run's series, inner curves and images.</summary>
internal static class NumberEndpoints
{
    /// <summary>Maps the numbers under /api/v1.</summary>
    public static void MapNumberEndpoints(this RouteGroupBuilder api)
    {
        var run = api.MapGroup("/runs/{id:long}").RequireAuthorization(Policies.RunRead).AddEndpointFilter(async (context, next) =>
        {
            var id = context.GetArgument<long>(0);
            return context.HttpContext.RequestServices.GetRequiredService<RunStore>().Find(id) is null ? Problems.NoRun(id) : await next(context);
        });
        run.MapGet("/series", (long id, RunStore store, string[]? name, int? max, long? from, long? to) => History(id, store, name ?? [], max, from, to))
            .Produces<SeriesHistory>().WithSummary("All series (or those named) from one snapshot, thinned to max points each. One that has no point yet is there without points.");
        run.MapGet("/series/{**name}", (long id, string name, RunStore store, int? max, long? from, long? to) => One(id, name, store, max,
            from, to))
            .Produces<SeriesHistory>().ProducesProblem(404).WithSummary("One series, thinned to max points; a slash in its name may be written as it is or as %2F.");
        run.MapGet("/inner", (long id, RunStore store) => store.InnerCurveIndex(id)).WithSummary("Which inner curves there are.");
        run.MapGet("/inner/{curve:long}", (long id, long curve, RunStore store) => store.InnerCurve(id, curve) is { } found
            ? Results.Ok(found) : Problems.NotFound($"Run {id} has no inner curve {curve}."))
            .Produces<Core.Runs.InnerCurve>().ProducesProblem(404).WithSummary("One inner curve with its values.");
        run.MapGet("/images", (long id, RunStore store) => store.Images(id)).WithSummary("The images; pixels are at /runs/{id}/images/{image}.");
        run.MapGet("/matching", (long id, RunStore store, BroughtImages images) => new
        {
            store.Matching(id).Pattern,
            store.Matching(id).From,
            outputs = store.Find(id) is { External: true } ? images.Matches(id) : [],
        })
            .WithSummary("How the images of a run that is computed elsewhere find their references: the pattern of their names, and for each output its reference or why it has none.");
        run.MapGet("/metrics.csv", (long id, RunStore store) => Points("text/csv; charset=utf-8", $"run-{id}.csv", file =>
        {
            using var text = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
            MetricsCsv.Write(text, store, [id], runs: false);
        })).WithSummary("Every point of every series: series, step, seconds, value.");
        run.MapGet("/metrics.arrow", (long id, RunStore store) => Points("application/vnd.apache.arrow.file", $"run-{id}.arrow", file => ArrowMetrics.Write(file, store, [id])))
            .WithSummary("The same in Arrow's IPC file format, doubles bit for bit.");
        run.MapGet("/tensorboard", (long id, RunStore store) => store.Find(id) is { } row ? Points("application/octet-stream", EventFile.Name(row), file => EventFile.Write(file, store, row)) : Problems.NoRun(id))
            .WithSummary("The same as an event file of TensorBoard.");
    }

    private static IResult One(long id, string name, RunStore store, int? max, long? from, long? to)
    {
        var known = store.Series(id);
        // The server leaves %2F in a path as it is, so that a name with a slash arrives with either.
        var plain = known.Contains(name) ? name : name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return known.Contains(plain) ? History(id, store, [plain], max, from, to)
            : Problems.NotFound($"Run {id} has no series {plain}; it has {(known.Count > 0 ? string.Join(", ", known) : "none")}.");
    }

    private static IResult History(long id, RunStore store, string[] names, int? max, long? from, long? to) =>
        max is < 0 or (> 0 and < 5)
            ? Problems.Invalid([new SettingError("max", $"{max}", "0 (all points), or 5 and more")])
            : Results.Ok(store.History(id, names, max ?? 0, from ?? long.MinValue, to ?? long.MaxValue));

    // The client's pace must not hold a database snapshot open, hence a file in between, which goes away when it is closed.
    private static IResult Points(string type, string name, Action<Stream> write)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        write(file);
        file.Position = 0;
        return Results.File(file, type, name);
    }
}
