using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Endpoints;

/// <summary>The API: tasks, and runs with their launching, stopping, resuming, repeating and deleting.</summary>
internal static class RunEndpoints
{
    /// <summary>Maps everything under /api/v1 but the numbers.</summary>
    public static void MapRunEndpoints(this RouteGroupBuilder api)
    {
        api.MapGet("/tasks", (RunPlanner planner) => planner.Tasks.Select(ApiTask.Of)).WithSummary("The tasks with their methods, presets and settings.");
        api.MapGet("/runs", List).WithSummary("The runs, the newest first.");
        api.MapPost("/runs", Launch).WithSummary("Launches one run for each method, seed and variant.").ProducesProblem(400);
        api.MapGet("/runs/{id:long}", (long id, RunStore store) => store.Find(id) is { } run ? Results.Ok(ApiRun.Of(run, store)) : Problems.NoRun(id))
            .Produces<ApiRun>().ProducesProblem(404).WithSummary("One run with its data, environment, series and log.");
        api.MapPatch("/runs/{id:long}", (long id, NameBody body, RunStore store) => On(id, store, () => store.Rename(id, body.Name)))
            .ProducesProblem(404).WithSummary("Names the run.");
        api.MapDelete("/runs/{id:long}", (long id, RunStore store, RunQueue queue) => On(id, store, () => Delete(id, store, queue)))
            .ProducesProblem(404).WithSummary("Stops the run if need be and takes it from the lists; undelete brings it back.");
        api.MapPost("/runs/{id:long}/undelete", (long id, RunStore store) => On(id, store, () => store.Undelete(id)))
            .ProducesProblem(404).WithSummary("Brings a deleted run back.");
        api.MapPost("/runs/{id:long}/stop", (long id, RunStore store, RunQueue queue) => On(id, store, () => queue.Stop(id)))
            .ProducesProblem(404).WithSummary("Stops the run within one inner step.");
        api.MapPost("/runs/{id:long}/resume", (long id, RunStore store, RunQueue queue) => On(id, store, () => queue.Resume(id)))
            .ProducesProblem(404).ProducesProblem(409).WithSummary("Goes on from the last checkpoint under the same id.");
        api.MapPost("/runs/{id:long}/repeat", Repeat).ProducesProblem(404).ProducesProblem(409).WithSummary("Launches the same again.");
    }

    private static IEnumerable<ApiRun> List(RunStore store, string? task, string? method, string? state) => store.List()
        .Where(run => (task is null || run.Task == task) && (method is null || run.Method == method)
            && (state is null || run.State.ToString().Equals(state, StringComparison.OrdinalIgnoreCase)))
        .Select(ApiRun.Of);

    private static IResult Launch(LaunchBody body, RunPlanner planner, RunQueue queue)
    {
        var plan = planner.Plan(body.ToRequest());
        if (plan.Errors.Count > 0)
        {
            return Problems.Invalid(plan.Errors);
        }

        var ids = queue.Enqueue(plan.Runs);
        return Results.Created(ids.Count == 1 ? $"/api/v1/runs/{ids[0]}" : "/api/v1/runs", new { ids, notices = plan.Notices });
    }

    private static IResult Repeat(long id, RunStore store, RunQueue queue)
    {
        var repeated = 0L;
        var refused = Try(id, store, () => repeated = queue.Repeat(id));
        return refused ?? Results.Created($"/api/v1/runs/{repeated}", new { ids = (long[])[repeated] });
    }

    private static void Delete(long id, RunStore store, RunQueue queue)
    {
        queue.Stop(id);
        store.Delete(id);
    }

    private static IResult On(long id, RunStore store, Action act) => Try(id, store, act) ?? Results.NoContent();

    private static IResult? Try(long id, RunStore store, Action act)
    {
        if (store.Find(id) is null)
        {
            return Problems.NoRun(id);
        }

        try
        {
            act();
            return null;
        }
        catch (InvalidRunException exception)
        {
            return Problems.Invalid(exception.Errors);
        }
        catch (InvalidOperationException exception)
        {
            return Problems.Conflict(exception.Message);
        }
    }
}
