using System.Net.Mime;
using System.Security.Claims;
using System.Text;
using Hodl.Server.Exchange;
using Hodl.Server.Runs;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API: images that are measured against references, as <c>measure</c> does.</summary>
internal static class MeasureEndpoints
{
    private const string Here = "/measurements/{id}";

    /// <summary>Maps /api/v1/measurements.</summary>
    public static void MapMeasureEndpoints(this RouteGroupBuilder api)
    {
        api.MapPost("/measurements", (MeasureDeeds deeds, ClaimsPrincipal who) => Try(() => Results.Created("", new { id = deeds.Open(who).Id })))
            .RequireAuthorization(Policies.Launch).ProducesProblem(409).WithSummary("Begins an upload of images and references. It is gone with DELETE, after an hour in which nothing happened, or with the server.");
        api.MapPost(Here + "/images", (string id, string name, HttpRequest request, MeasureDeeds deeds, ClaimsPrincipal who, CancellationToken token) =>
            Take(id, UploadSide.Images, name, request, deeds, who, token))
            .RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).WithSummary("Takes an image that is to be judged. The body is the file, name is its name.");
        api.MapPost(Here + "/references", (string id, string name, HttpRequest request, MeasureDeeds deeds, ClaimsPrincipal who, CancellationToken token) =>
            Take(id, UploadSide.References, name, request, deeds, who, token))
            .RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).WithSummary("Takes a reference.");
        api.MapPost(Here + "/run", Run).RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Measures what belongs together: one file on each side, else files of the same name whatever their endings. border is cut off on every side first. Answers when all are measured.");
        api.MapGet(Here, (string id, string? format, MeasureDeeds deeds, ClaimsPrincipal who) => Result(deeds.Find(who, id), id, format ?? "json"))
            .RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).WithSummary("What was measured, as json or csv.");
        api.MapDelete(Here, (string id, MeasureDeeds deeds, ClaimsPrincipal who) =>
        {
            if (deeds.Find(who, id) is not { } upload)
            {
                return Missing(id);
            }

            deeds.Close(who, upload);
            return Results.NoContent();
        }).RequireAuthorization(Policies.Launch).ProducesProblem(404).WithSummary("Removes the upload.");
    }

    private static async Task<IResult> Take(string id, UploadSide side, string name, HttpRequest request, MeasureDeeds deeds, ClaimsPrincipal who,
        CancellationToken token)
    {
        if (deeds.Find(who, id) is not { } upload)
        {
            return Missing(id);
        }

        try
        {
            return await deeds.TakeAsync(who, upload, side, name, file => UploadedBody.CopyAsync(request, Restorations.MostBytes, file, token))
                ? Results.Ok(new { name, files = upload.Count, bytes = upload.Bytes }) : UploadedBody.TooLarge(Restorations.MostBytes);
        }
        catch (ArgumentException refusal)
        {
            return Problems.BadRequest(refusal.Message);
        }
        catch (InvalidOperationException refusal)
        {
            return Problems.Conflict(refusal.Message);
        }
    }

    private static async Task<IResult> Run(string id, int? border, MeasureDeeds deeds, ClaimsPrincipal who, CancellationToken token)
    {
        if (deeds.Find(who, id) is not { } upload)
        {
            return Missing(id);
        }

        Task measuring;
        try
        {
            measuring = deeds.Start(who, upload, border ?? 0);
        }
        catch (Exception refusal) when (refusal is ArgumentException or InvalidDataException)
        {
            return Problems.BadRequest(refusal.Message);
        }
        catch (InvalidOperationException refusal)
        {
            return Problems.Conflict(refusal.Message);
        }

        await using (token.Register(() => deeds.Stop(who, upload)))
        {
            await measuring;
        }

        return Result(upload, id, "json");
    }

    private static IResult Result(ImageUpload? upload, string id, string format) => (upload, upload?.Result, format) switch
    {
        (null, _, _) => Missing(id),
        (_, _, not ("json" or "csv")) => Problems.BadRequest($"format = {format}: allowed is json, csv."),
        (_, null, _) => Problems.Conflict(upload.Failure != "" ? upload.Failure : upload.IsMeasuring ? "It is being measured." : "Nothing was measured yet."),
        (_, { } result, "json") => Results.Text(MeasurementText.Json(result.Measured, result.Pairs), MediaTypeNames.Application.Json),
        (_, { } result, _) => Results.File(Encoding.UTF8.GetBytes(MeasurementText.Csv(result.Measured)), "text/csv; charset=utf-8", "measured.csv"),
    };

    private static IResult Missing(string id) => Problems.NotFound($"There is no upload {id} of yours: uploads are gone after an hour in which nothing happened, and with the server.");

    private static IResult Try(Func<IResult> act)
    {
        try
        {
            return act();
        }
        catch (InvalidOperationException refusal)
        {
            return Problems.Conflict(refusal.Message);
        }
    }
}
