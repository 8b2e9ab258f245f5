using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Http.Features;

namespace Hodl.Server.Endpoints;

/// <summary>The API: models with their import, export and application; files are the requests' bodies as they are.</summary>
internal static class ModelEndpoints
{
    /// <summary>Maps /api/v1/models.</summary>
    public static void MapModelEndpoints(this RouteGroupBuilder api)
    {
        api.MapGet("/models", (ModelStore models) => models.List()).WithSummary("The models, the newest first.");
        api.MapPost("/models", Import).RequireAuthorization(Policies.Launch).ProducesProblem(400).ProducesProblem(413).WithSummary("Imports a model: the zip of an export, or its safetensors file.");
        api.MapPost("/runs/{id:long}/model", (long id, string? name, ModelShelf shelf) => Try(() => Created(shelf.Keep(id, name ?? "")))).RequireAuthorization(Policies.Launch)
            .ProducesProblem(400).WithSummary("Keeps the trained ω of a finished run as a model.");
        api.MapGet("/models/{id:long}/file", (long id, ModelShelf shelf) => Try(() => Results.Bytes(shelf.Export(id), "application/zip", $"hodl-model-{id}.zip")))
            .ProducesProblem(400).WithSummary("Exports a model: safetensors and settings JSON in a zip.");
        api.MapPost("/models/{id:long}/restore", Restore).RequireAuthorization(Policies.Launch).Produces<Restoration>().ProducesProblem(400).ProducesProblem(413)
            .WithSummary("Applies a model to an image file; pixels are then at /restorations/{id}/input and /output.");
    }

    /// <summary>Maps the results' pixels.</summary>
    public static void MapRestorations(this WebApplication app) =>
        app.MapGet("/restorations/{id}/{side:regex(^(input|output)$)}", (string id, string side, bool? download, Restorations restorations, HttpResponse response) =>
        {
            if (restorations.Find(id) is not { } found)
            {
                return Results.NotFound();
            }

            response.Headers.CacheControl = "private, max-age=31536000, immutable";
            return Results.Bytes(side == "input" ? found.Input : found.Output, "image/png", download is true ? $"{Path.GetFileNameWithoutExtension(found.About.Name)}-restored.png" : null);
        }).ExcludeFromDescription();

    private static async Task<IResult> Import(HttpRequest request, ModelShelf shelf, CancellationToken token) =>
        await Body(request, ModelFile.MostBytes, token) is { } file
            ? await Task.Run(() => Try(() => Created(shelf.Import(file, token))), token)
            : TooLarge(ModelFile.MostBytes);

    private static async Task<IResult> Restore(long id, string? name, HttpRequest request, Restorations restorations, CancellationToken token)
    {
        if (await Body(request, Restorations.MostBytes, token) is not { } file)
        {
            return TooLarge(Restorations.MostBytes);
        }

        try
        {
            return Results.Ok(await restorations.Restore(id, name ?? "", file, token));
        }
        catch (InvalidModelException refusal)
        {
            return Refused(refusal);
        }
    }

    // The whole body; null when it is longer than allowed, read or not.
    private static async Task<byte[]?> Body(HttpRequest request, long most, CancellationToken token)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most + 1;
        }

        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, token);
        return bytes.Length > most ? null : bytes.ToArray();
    }

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

    private static IResult Refused(InvalidModelException refusal) =>
        Results.Problem(refusal.Message, statusCode: StatusCodes.Status400BadRequest, title: "The request cannot be carried out as asked.");

    private static IResult TooLarge(long most) =>
        Results.Problem($"The file is larger than {most >> 20} MiB.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "Too large.");
}
