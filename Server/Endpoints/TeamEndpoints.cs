using System.Security.Claims;
using Hodl.Core.Tasks;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API: projects, notes, comments, tags, stars, links, the audit log.</summary>
internal static class TeamEndpoints
{
    /// <summary>Maps them under /api/v1.</summary>
    public static void MapTeamEndpoints(this RouteGroupBuilder api)
    {
        api.MapGet("/projects", (ProjectStore projects) => Problems.WithDamaged(projects.List(), projects.Damaged)).WithSummary("The projects by name.");
        api.MapPost("/projects", (ProjectBody body, ProjectDeeds deeds, ClaimsPrincipal who) => Try("name", body.Name, () => deeds.Add(who, body.Name, body.Summary ?? "")))
            .RequireAuthorization(Policies.Launch).ProducesProblem(400).WithSummary("Makes a project.");
        api.MapPatch("/projects/{id:long}", (long id, ProjectBody body, ProjectDeeds deeds, ClaimsPrincipal who) => Try("name", body.Name, () => deeds.Update(who, id, body.Name, body.Summary ?? "", body.Open)))
            .RequireAuthorization(Policies.Launch).ProducesProblem(400).WithSummary("Gives a project another name; open says whether all who may launch write on its runs and change its tables.");
        api.MapDelete("/projects/{id:long}", (long id, ProjectDeeds deeds, ClaimsPrincipal who) => Try("id", $"{id}", () => deeds.Delete(who, id)))
            .RequireAuthorization(Policies.Launch).WithSummary("Deletes a project; its runs stay.");

        var run = api.MapGroup("/runs/{id:long}").AddEndpointFilter(async (context, next) =>
        {
            var id = context.GetArgument<long>(0);
            return context.HttpContext.RequestServices.GetRequiredService<RunStore>().Find(id) is null ? Problems.NoRun(id) : await next(context);
        });
        run.MapGet("/note", (long id, NoteStore notes) => notes.Note(id) is { } note ? Results.Ok(note) : Results.NoContent()).Produces<StoredNote>().WithSummary("The run's note, in Markdown.");
        run.MapGet("/comments", (long id, NoteStore notes) => notes.Comments(id)).WithSummary("The run's comments in the order of time.");
        run.MapPut("/star", (long id, NoteDeeds deeds, ClaimsPrincipal who) => Try("id", $"{id}", () => deeds.Star(who, id, true))).RequireAuthorization(Policies.Read).WithSummary("Stars the run for yourself.");
        run.MapDelete("/star", (long id, NoteDeeds deeds, ClaimsPrincipal who) => Try("id", $"{id}", () => deeds.Star(who, id, false))).RequireAuthorization(Policies.Read).WithSummary("Takes your star away.");
        var write = run.MapGroup("").RequireAuthorization(Policies.Launch);
        write.MapPut("/note", (long id, TextBody body, NoteDeeds deeds, ClaimsPrincipal who) => Try("text", Length(body), () => deeds.SetNote(who, id, body.Text ?? ""))).WithSummary("Writes the run's note.");
        write.MapPost("/comments", (long id, TextBody body, NoteDeeds deeds, ClaimsPrincipal who) => Try("text", Length(body), () => deeds.Comment(who, id, body.Text ?? ""))).WithSummary("Comments on the run.");
        write.MapPut("/tags/{tag}", (long id, string tag, NoteDeeds deeds, ClaimsPrincipal who) => Try("tag", tag, () => deeds.Tag(who, [id], tag))).WithSummary("Gives the run a tag.");
        write.MapDelete("/tags/{tag}", (long id, string tag, NoteDeeds deeds, ClaimsPrincipal who) => Try("tag", tag, () => deeds.Untag(who, id, tag))).WithSummary("Takes a tag off.");
        write.MapPut("/project", (long id, ProjectBody body, NoteDeeds deeds, ClaimsPrincipal who) => Try("name", body.Name, () => deeds.Move(who, [id], body.Name)))
            .WithSummary("Moves the run into a project; out of all with an empty name.");

        api.MapGet("/shares", (ShareStore shares) => Problems.WithDamaged(shares.List(), shares.Damaged)).WithSummary("The links that are good, without their secrets.");
        api.MapPost("/shares", Share).RequireAuthorization(Policies.Launch).ProducesProblem(400).WithSummary("Makes a link for people without an account; its address is told only now.");
        api.MapDelete("/shares/{id:long}", Revoke).RequireAuthorization(Policies.Launch).ProducesProblem(404).WithSummary("Takes a link back.");
        api.MapGet("/audit", (AuditLog audit, string? person, string? deed, long? before) => audit.Read(person ?? "", deed ?? "", before ?? long.MaxValue))
            .RequireAuthorization(Policies.Admin).WithSummary("Who did what, a hundred lines, the newest first.");
    }

    private static IResult Share(ShareBody body, ShareLinks links, ShareDeeds deeds, ClaimsPrincipal who, HttpRequest request)
    {
        if (links.View(body.Kind) is not { } view)
        {
            return Problems.Invalid([new SettingError("kind", body.Kind, "one of " + string.Join(", ", links.Views.Select(view => view.Kind)))]);
        }

        if (body.Days is < 1 or > 3650 || view.Runs(body.Target).Count == 0)
        {
            return Problems.Invalid([body.Days is < 1 or > 3650 ? new SettingError("days", $"{body.Days}", "1 … 3650, or none") : new SettingError("target", body.Target, "numbers of runs, separated by commas")]);
        }

        var (id, secret) = deeds.Add(who, body.Kind, body.Target, body.Title ?? $"{body.Kind} {body.Target}", body.Days);
        return Results.Created($"/shared/{id}", new { id, address = $"{request.Scheme}://{request.Host}/s/{secret}" });
    }

    private static IResult Revoke(long id, ShareStore shares, ShareDeeds deeds, ClaimsPrincipal who)
    {
        if (shares.Find(id) is null)
        {
            return Results.Problem($"There is no link {id}.", statusCode: StatusCodes.Status404NotFound);
        }

        deeds.Revoke(who, id);
        return Results.NoContent();
    }

    private static string Length(TextBody body) => $"{body.Text?.Length ?? 0} characters";

    private static IResult Try(string field, string value, Action act)
    {
        try
        {
            act();
            return Results.NoContent();
        }
        catch (InvalidOperationException refusal)
        {
            return Problems.Invalid([new SettingError(field, value, refusal.Message) { Sentence = refusal.Message }]);
        }
    }
}
