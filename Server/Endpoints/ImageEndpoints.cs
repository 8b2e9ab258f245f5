using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.Net.Http.Headers;

namespace Hodl.Server.Endpoints;

/// <summary>The images' pixels.</summary>
internal static class ImageEndpoints
{
    /// <summary>Maps the PNGs and the measure of their regions that a browser cannot compute. PNGs are kept for ever by the browser where the address names their hash, asked for again where it does not.</summary>
    public static void MapImages(this WebApplication app)
    {
        app.MapGet("/runs/{id:long}/images/{image:long}", (long id, long image, string? v, RunStore store, HttpResponse response) =>
        {
            if (store.ImageFile(id, image) is not { } found)
            {
                return Problems.NotFound($"Run {id} has no image {image}.");
            }

            var (png, hash) = found;
            var named = v is { Length: >= 8 } && hash.StartsWith(v, StringComparison.Ordinal);
            response.Headers.CacheControl = named ? "private, max-age=31536000, immutable" : "private, no-cache";
            return Results.Bytes(png, "image/png", entityTag: new EntityTagHeaderValue($"\"{hash}\""));
        }).RequireAuthorization(Policies.RunRead).ExcludeFromDescription();
        app.MapGet("/runs/{id:long}/images/{image:long}/lpips", async (long id, long image, string reference, int x, int y, int width, int height, RegionLpips lpips, CancellationToken token) =>
        {
            var (distance, reason) = await lpips.Measure(id, image, reference, (x, y, width, height), token);
            return distance is { } value ? Results.Json(new { lpips_squeeze = value }) : Results.Problem(reason, statusCode: StatusCodes.Status422UnprocessableEntity);
        }).RequireAuthorization(Policies.RunRead).ExcludeFromDescription();
    }
}
