using System.Security.Claims;
using Hodl.Server.Data;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API of data sets.</summary>
internal static class DatasetEndpoints
{
    /// <summary>Maps /api/v1/datasets.</summary>
    public static void MapDatasetEndpoints(this RouteGroupBuilder api)
    {
        api.MapGet("/datasets", (DataShelf shelf, DataFetches fetches, CancellationToken token) => ApiDataset.All(shelf, fetches, token))
            .WithSummary("The known data sets: what lies below the data folder, and where the missing ones come from.");
        api.MapPost("/datasets/{id}/fetch", (string id, DataDeeds deeds, ClaimsPrincipal who) =>
        {
            try
            {
                deeds.Fetch(who, id);
                return Results.Accepted("/api/v1/datasets");
            }
            catch (FetchException refusal)
            {
                return Problems.BadRequest(refusal.Message);
            }
        }).RequireAuthorization(Policies.Launch).Produces(202).ProducesProblem(400).WithSummary("Starts to fetch the set's official files, or goes on where an earlier attempt stopped; how far it is stands in the list.");
        api.MapDelete("/datasets/{id}/fetch", (string id, DataDeeds deeds, ClaimsPrincipal who) => deeds.StopFetch(who, id) ? Results.NoContent()
                : Problems.NotFound($"No fetch of {id} runs."))
            .RequireAuthorization(Policies.Launch).Produces(204).ProducesProblem(404).WithSummary("Stops a fetch; what has come is kept for the next attempt.");
        api.MapPost("/datasets/{id}/check", (string id, DataShelf shelf, DataDeeds deeds, ClaimsPrincipal who) => deeds.Check(who, id) || shelf.CheckOf(id) is { Ended: null }
                ? Results.Accepted("/api/v1/datasets")
                : Problems.NoDataset(id))
            .RequireAuthorization(Policies.Launch).Produces(202).ProducesProblem(404).WithSummary("Starts to read the whole set; its fingerprint and damaged files stand in the list afterwards.");
    }
}
