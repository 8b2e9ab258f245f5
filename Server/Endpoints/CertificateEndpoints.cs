using System.Security.Claims;
using Hodl.Core.Hypergradients;
using Hodl.Core.Tasks;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>The API: whether a run's hypergradient is right.</summary>
internal static class CertificateEndpoints
{
    /// <summary>Maps certificates under /api/v1.</summary>
    public static void MapCertificateEndpoints(this RouteGroupBuilder api)
    {
        api.MapPost("/runs/{id:long}/verify", Verify).RequireAuthorization(Policies.Launch).Produces<Certificate>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Judges the hypergradient that the run hands to its optimizer at the step after its newest checkpoint, and the formula of its method, against a float64 reference; the certificate is kept.");
        api.MapGet("/runs/{id:long}/certificates", (long id, RunStore store) => store.Find(id) is null ? Problems.NoRun(id) : Results.Ok(store.Certificates(id)))
            .Produces<IReadOnlyList<StoredCertificate>>().ProducesProblem(404).WithSummary("The run's certificates, the newest first.");
    }

    private static async Task<IResult> Verify(long id, double? threshold, RunStore store, RunDeeds deeds, ClaimsPrincipal who, CancellationToken token)
    {
        if (store.Find(id) is null)
        {
            return Problems.NoRun(id);
        }

        var how = new CertificateOptions();
        if (threshold is <= 0 or > 1 or double.NaN)
        {
            return Problems.Invalid([new SettingError("threshold", $"{threshold}", "above 0, at most 1")]);
        }

        try
        {
            return Results.Ok(await deeds.Verify(who, id, threshold is { } asked ? how with { Threshold = asked } : how, token));
        }
        catch (InvalidOperationException exception)
        {
            return Problems.Conflict(exception.Message);
        }
    }
}
