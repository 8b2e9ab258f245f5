using System.Security.Claims;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API: models with their import, export and application; files are the requests' bodies as they are.</summary>
internal static class ModelEndpoints
{
    /// <summary>Maps /api/v1/models.</summary>
    public static void MapModelEndpoints(this RouteGroupBuilder api)
    {
        api.MapGet("/models", (ModelStore models) => Problems.WithDamaged(models.List(), models.Damaged)).WithSummary("The models, the newest first.");
        api.MapPost("/models", Import).RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(413).WithSummary("Imports a model: the zip of an export, or its safetensors file.");
        api.MapPost("/runs/{id:long}/model", (long id, string? name, RunStore store, ModelDeeds deeds, ClaimsPrincipal who) =>
            store.Find(id) is null ? Problems.NoRun(id) : Try(() => Created(deeds.Keep(who, id, name ?? ""))))
            .RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(404).WithSummary("Keeps the trained ω of a finished run as a model.");
        api.MapGet("/models/{id:long}/file", (long id, ModelStore models, ModelShelf shelf) =>
            models.Find(id) is null ? NoModel(id) : Try(() => Results.Bytes(shelf.Export(id), "application/zip", $"hodl-model-{id}.zip")))
            .ProducesProblem(400).ProducesProblem(404).WithSummary("Exports a model: safetensors and settings JSON in a zip.");
        api.MapPost("/models/{id:long}/restore", Restore).RequireAuthorization(Policies.Launch).Produces<Restoration>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(413)
            .WithSummary("Applies a model to an image file; pixels are then at /restorations/{id}/input and /output.");
    }

    /// <summary>Maps the results' pixels.</summary>
    public static void MapRestorations(this WebApplication app) =>
        app.MapGet("/restorations/{id}/{side:regex(^(input|output)$)}", (string id, string side, bool? download, Restorations restorations, HttpResponse response) =>
        {
            if (restorations.Find(id) is not { } found)
            {
                return Problems.NotFound($"There is no restoration {id}: results are kept for a while, and gone with the server.");
            }

            response.Headers.CacheControl = "private, max-age=31536000, immutable";
            return Results.Bytes(side == "input" ? found.Input : found.Output, "image/png", download is true ? $"{Path.GetFileNameWithoutExtension(found.About.Name)}-restored.png" : null);
        }).ExcludeFromDescription();

    private static async Task<IResult> Import(HttpRequest request, ModelDeeds deeds, ClaimsPrincipal who, CancellationToken token)
    {
        await using var file = await UploadedBody.KeepAsync(request, ModelFile.MostBytes, token);
        return file is null ? UploadedBody.TooLarge(ModelFile.MostBytes)
            : await Task.Run(() => Try(() => Created(deeds.Import(who, file, token))), token);
    }

    private static async Task<IResult> Restore(
        long id, string? name, HttpRequest request, ModelStore models, ModelDeeds deeds, ClaimsPrincipal who, CancellationToken token)
    {
        if (models.Find(id) is null)
        {
            return NoModel(id);
        }

        if (await UploadedBody.ReadAsync(request, Restorations.MostBytes, token) is not { } file)
        {
            return UploadedBody.TooLarge(Restorations.MostBytes);
        }

        try
        {
            return Results.Ok(await deeds.Restore(who, id, name ?? "", file, token));
        }
        catch (InvalidModelException refusal)
        {
            return Refused(refusal);
        }
    }

    private static IResult NoModel(long id) => Problems.NotFound($"There is no model {id}.");

    private static IResult Created(long id) => Results.Created($"/models/{id}", new { id });

    private static IResult Try(Func<IResult> act)
    {
        try
        {
            return act();
        }
        catch (InvalidModelException refusal)
        {
            return Refused(refusal);
        }
    }

    private static IResult Refused(InvalidModelException refusal) => Problems.BadRequest(refusal.Message);
}
