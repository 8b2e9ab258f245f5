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
        api.MapPost("/import", Import).RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(409).ProducesProblem(413)
            .WithSummary("Takes in runs that were computed elsewhere. The body is the file, name is its name: .csv, .arrow, or an event file of TensorBoard. result names series whose last value stands in tables, as name or metric=series. What was taken in before with the same labels is refused unless again is true.");

    private static async Task<IResult> Import(
        string name, string? title, string? task, string? method, long? seed, [FromQuery] string[]? result, string? project, bool? again, HttpRequest request, ClaimsPrincipal who, RunDeeds deeds, CancellationToken token)
    {
        await using var content = await UploadedBody.KeepAsync(request, MostBytes, token);
        if (content is null)
        {
            return UploadedBody.TooLarge(MostBytes);
        }

        try
        {
            var labels = new ImportLabels { Name = title ?? "", Task = Or(task, "imported"), Method = Or(method, "external"), Seed = seed ?? 1, Results = result ?? [] };
            var runs = labels.On(ImportFile.Read(name, content));
            var taken = await Task.Run(() => deeds.Import(who, runs, project ?? "", again == true), token);
            return Results.Ok(new
            {
                runs = taken.Zip(runs, (one, run) => new
                {
                    one.Id,
                    run.Name,
                    series = run.Series.Count,
                    points = run.Series.Sum(column => (long)column.Steps.Count),
                    images = one.Images,
                    run.LeftOut
                })
            });
        }
        catch (InvalidImportException refusal)
        {
            return Problems.BadRequest($"{name}: {refusal.Message}");
        }
        catch (InvalidOperationException refusal) when (refusal is not ObjectDisposedException)
        {
            return Problems.Conflict($"{name}: {refusal.Message} With again=true it is taken in once more.");
        }
    }

    private static string Or(string? text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text.Trim();
}
