using System.Security.Claims;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API: tasks, and runs with their launching, stopping, resuming, repeating and deleting.</summary>
internal static class RunEndpoints
{
    /// <summary>Maps everything under /api/v1 but the numbers.</summary>
    public static void MapRunEndpoints(this RouteGroupBuilder api)
    {
        api.MapGet("/tasks", (RunPlanner planner) => planner.Tasks.Select(ApiTask.Of)).WithSummary("The tasks with their methods, presets and settings.");
        api.MapGet("/runs", List).WithSummary("The runs, the newest first.");
        api.MapGet("/runs/{id:long}", (long id, RunStore store) => store.Find(id) is { } run ? Results.Ok(ApiRun.Of(run, store)) : Problems.NoRun(id))
            .Produces<ApiRun>().ProducesProblem(404).WithSummary("One run with its data, environment, series and log.");
        var change = api.MapGroup("").RequireAuthorization(Policies.Launch);
        change.MapPost("/runs", Launch).WithSummary("Launches one run for each method, seed and variant.").ProducesProblem(400);
        change.MapPatch("/runs/{id:long}", (long id, NameBody body, RunStore store, RunDeeds deeds, ClaimsPrincipal who) => On(id, store, () => deeds.Rename(who, id, body.Name)))
            .ProducesProblem(404).WithSummary("Names the run.");
        change.MapDelete("/runs/{id:long}", (long id, RunStore store, RunDeeds deeds, ClaimsPrincipal who) => On(id, store, () => deeds.Delete(who, [id])))
            .ProducesProblem(404).WithSummary("Stops the run if need be and takes it from the lists; undelete brings it back.");
        change.MapPost("/runs/{id:long}/undelete", (long id, RunStore store, RunDeeds deeds, ClaimsPrincipal who) => On(id, store, () => deeds.Restore(who, [id])))
            .ProducesProblem(404).WithSummary("Brings a deleted run back.");
        change.MapPost("/runs/{id:long}/stop", (long id, RunStore store, RunDeeds deeds, ClaimsPrincipal who) => On(id, store, () => deeds.Stop(who, id)))
            .ProducesProblem(404).ProducesProblem(409).WithSummary("Stops the run within one inner step.");
        change.MapPost("/runs/{id:long}/resume", (long id, RunStore store, RunDeeds deeds, ClaimsPrincipal who) => On(id, store, () => deeds.Resume(who, id)))
            .ProducesProblem(404).ProducesProblem(409).WithSummary("Goes on from the last checkpoint under the same id.");
        change.MapPut("/runs/{id:long}/matching", async (long id, MatchingBody body, RunStore store, RunDeeds deeds, ClaimsPrincipal who) =>
            await Task.Run(() => On(id, store, () => deeds.Match(who, id, body.Pattern, body.From ?? 0))))
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).WithSummary("Says how the images of a run that is computed elsewhere find their references, and measures them again. pattern is what its files are called, with * where the reference's name stands; from is a run whose references count.");
        change.MapPost("/runs/{id:long}/repeat", Repeat).ProducesProblem(404).ProducesProblem(409).WithSummary("Launches the same again.");
    }

    private static IEnumerable<ApiRun> List(RunStore store, string? task, string? method, string? state) => store.List()
        .Where(run => (task is null || run.Task == task) && (method is null || run.Method == method)
            && (state is null || run.State.ToString().Equals(state, StringComparison.OrdinalIgnoreCase)))
        .Select(ApiRun.Of);

    private static IResult Launch(LaunchBody body, RunPlanner planner, RunDeeds deeds, ClaimsPrincipal who)
    {
        var plan = planner.Plan(body.ToRequest());
        var (placement, wrong) = body.Placement();
        if (plan.Errors.Count + wrong.Count > 0)
        {
            return Problems.Invalid([.. plan.Errors, .. wrong]);
        }

        var ids = deeds.Launch(who, plan.Runs, body.Project ?? "", placement);
        return Results.Created(ids.Count == 1 ? $"/api/v1/runs/{ids[0]}" : "/api/v1/runs", new { ids, notices = plan.Notices });
    }

    private static IResult Repeat(long id, RunStore store, RunDeeds deeds, ClaimsPrincipal who)
    {
        var repeated = 0L;
        var refused = Try(id, store, () => repeated = deeds.Repeat(who, id));
        return refused ?? Results.Created($"/api/v1/runs/{repeated}", new { ids = (long[])[repeated] });
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
        catch (UnauthorizedAccessException exception)
        {
            return Problems.Forbidden(exception.Message);
        }
        catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
        {
            return Problems.Conflict(exception.Message);
        }
    }
}
