using System.Security.Claims;
using Hodl.Server.Exchange;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Mvc;

namespace Hodl.Server.Endpoints;

/// <summary>The API: runs that were computed elsewhere, brought as files.</summary>
internal static class ImportEndpoints
{
    /// <summary>The largest file.</summary>
    public const long MostBytes = 256L << 20;

    /// <summary>Maps POST /api/v1/import.</summary>
    public static void MapImportEndpoints(this RouteGroupBuilder api) =>
        api.MapPost("/import", Import).RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(413)
            .WithSummary("Takes in runs that were computed elsewhere. The body is the file, name is its name: .csv, .arrow, or an event file of TensorBoard. result names series whose last value stands in tables, as name or metric=series.");

    private static async Task<IResult> Import(
        string name, string? title, string? task, string? method, long? seed, [FromQuery] string[]? result, string? project, HttpRequest request, ClaimsPrincipal who, RunDeeds deeds, CancellationToken token)
    {
        if (await UploadedBody.ReadAsync(request, MostBytes, token) is not { } file)
        {
            return UploadedBody.TooLarge(MostBytes);
        }

        try
        {
            using var content = new MemoryStream(file);
            var labels = new ImportLabels { Name = title ?? "", Task = Or(task, "imported"), Method = Or(method, "external"), Seed = seed ?? 1, Results = result ?? [] };
            var runs = labels.On(ImportFile.Read(name, content));
            var ids = deeds.Import(who, runs, project ?? "");
            return Results.Ok(new
            {
                runs = ids.Zip(runs, (id, run) => new
                {
                    id,
                    run.Name,
                    series = run.Series.Count,
                    points = run.Series.Sum(column => (long)column.Steps.Count),
                    run.LeftOut
                })
            });
        }
        catch (Exception refusal) when (refusal is InvalidImportException or UnauthorizedAccessException)
        {
            return refusal is InvalidImportException ? Problems.BadRequest($"{name}: {refusal.Message}") : Problems.Forbidden(refusal.Message);
        }
    }

    private static string Or(string? text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text.Trim();
}
