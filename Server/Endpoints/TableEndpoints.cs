using System.Security.Claims;
using System.Text;
using Hodl.Components.Tables;
using Hodl.Components.Tables.Paper;
using Hodl.Core.Metrics;
using Hodl.Core.Tasks;
using Hodl.Server.Exchange;
using Hodl.Server.Store;
using Hodl.Server.Tables;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API: saved tables and those of the paper, answered; comparisons.</summary>
internal static class TableEndpoints
{
    /// <summary>Maps tables under /api/v1.</summary>
    public static void MapTableEndpoints(this RouteGroupBuilder api)
    {
        api.MapGet("/tables", List).WithSummary("Saved tables, and the tables and figures of the paper, with how much of each is measured.");
        api.MapPost("/tables", (TableQuestion question, TableDeeds deeds, ClaimsPrincipal who) => Created(deeds.Add(who, question)))
            .RequireAuthorization(Policies.Launch).ProducesProblem(400).WithSummary("Saves a table: a question over runs.");
        api.MapGet("/tables/{id}", Answer).Produces<ApiTable>().ProducesProblem(404).ProducesProblem(400)
            .WithSummary("A table answered: format is json, latex, siunitx, markdown, csv or html; test is none, t, wilcoxon or signflip.");
        api.MapPut("/tables/{id:long}", (long id, TableQuestion question, TableStore store, TableDeeds deeds, ClaimsPrincipal who) =>
            store.Find(id) is null ? NoTable($"{id}") : Done(() => deeds.Change(who, id, question)))
            .RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(404).WithSummary("Saves another question under the id.");
        api.MapDelete("/tables/{id:long}", (long id, TableStore store, TableDeeds deeds, ClaimsPrincipal who) =>
            store.Find(id) is null ? NoTable($"{id}") : Done(() => deeds.Delete(who, id)))
            .RequireAuthorization(Policies.Launch).ProducesProblem(404).WithSummary("Takes it from the list; undelete brings it back.");
        api.MapPost("/tables/{id:long}/undelete", (long id, TableStore store, TableDeeds deeds, ClaimsPrincipal who) =>
            store.OwnerOf(id) is null ? NoTable($"{id}") : Done(() => deeds.Delete(who, id, deleted: false)))
            .RequireAuthorization(Policies.Launch).ProducesProblem(404).WithSummary("Brings a deleted table back.");
        api.MapGet("/compare", Compare).Produces<ApiTable>().ProducesProblem(400).WithSummary("Runs compared: their results as a table, or everything as one HTML page that needs no network.");
    }

    private static IEnumerable<object> List(TableStore store, TableShelf shelf, RunStore runs)
    {
        var facts = TableShelf.Facts(runs.List());
        object Line(string id, string name, bool saved, TableQuestion question)
        {
            var ((possible, measured, running), damaged) = shelf.Progress(question, facts);
            return new { id, name, saved, cells = possible, measured, running, damaged };
        }

        return store.List().Select(table => Line($"{table.Id}", table.Question.Name, true, table.Question))
            .Concat(store.Damaged.Select(pair => new { id = $"{pair.Key}", name = "", saved = true, cells = 0, measured = 0, running = 0, damaged = pair.Value }))
            .Concat(PaperCatalog.All.Select(exhibit => Line(exhibit.Id, $"{exhibit.Number}: {exhibit.Title}", false, exhibit.Question)));
    }

    private static IResult Answer(string id, TableShelf shelf, HtmlExport html, string? format, string? test, bool? download)
    {
        if (shelf.Find(id) is not { } question)
        {
            return NoTable(id);
        }

        if (test is not null && (!Enum.TryParse<PairedTest>(test, ignoreCase: true, out var wanted) || int.TryParse(test, out _)))
        {
            return Problems.Invalid([new SettingError("test", test, "none, t, wilcoxon, signflip")]);
        }

        question = test is null ? question : question with { Test = Enum.Parse<PairedTest>(test, ignoreCase: true) };
        var table = shelf.Answer(question);
        return Text(table, format, download == true, $"table-{id}", () => html.OfTable(table));
    }

    private static IResult Compare(string? runs, string? format, bool? download, RunStore store, HtmlExport html)
    {
        var ids = (runs ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => long.TryParse(text, out var id) ? id : 0).ToList();
        var rows = ids.Select(store.Find).ToList();
        if (ids.Count == 0 || rows.Exists(row => row is null || row.Deleted))
        {
            return Problems.Invalid([new SettingError("runs", runs ?? "", "numbers of runs, separated by commas")]);
        }

        var table = ResultTable.Of([.. rows.OfType<Core.Runs.RunRow>()]);
        return Text(table, format, download == true, "comparison", () => html.OfRuns([.. rows.OfType<Core.Runs.RunRow>()]));
    }

    private static IResult Text(ResultTable table, string? format, bool download, string name, Func<string> html)
    {
        if (format is null or "json" && !download)
        {
            return Results.Ok(ApiTable.Of(table));
        }

        if (format == "html")
        {
            // Always a file: as a page of this site it would be subject to the site's policy.
            return Results.File(Encoding.UTF8.GetBytes(html()), "text/html; charset=utf-8", name + ".html");
        }

        if (TableText.Parse(format ?? "json") is not { } known)
        {
            return Problems.Invalid([new SettingError("format", format!, "json, latex, siunitx, markdown, csv, html")]);
        }

        var (type, ending) = TableText.File(known);
        return Results.File(Encoding.UTF8.GetBytes(TableText.Of(table, known)), type, download ? $"{name}.{ending}" : null);
    }

    private static IResult Created(long id) => Results.Created($"/api/v1/tables/{id}", new { id });

    private static IResult Done(Action act)
    {
        act();
        return Results.NoContent();
    }

    private static IResult NoTable(string id) => Results.Problem(statusCode: 404, title: "There is no such table", detail: $"id = {id}: a saved table's number or name, table3 … table9, or fig1 … fig11.");
}
