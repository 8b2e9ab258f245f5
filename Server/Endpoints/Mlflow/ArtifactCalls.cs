using System.Security.Claims;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Http.Features;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>MLflow's proxy of artifacts: clients take and leave files by <c>mlflow-artifacts:</c> addresses, through this server.</summary>
internal static class ArtifactCalls
{
    private const string Files = "/{experiment:long}/{uuid}/artifacts/{**path}";

    /// <summary>Maps it.</summary>
    public static void MapArtifacts(this WebApplication app)
    {
        var api = app.MapGroup("/api/2.0/mlflow-artifacts/artifacts").AddEndpointFilter(Problems.RefuseOtherSites).ExcludeFromDescription();
        api.MapPut(Files, Upload).RequireAuthorization(Policies.Launch);
        api.MapDelete(Files, (string uuid, string path, MlflowStore store, ClaimsPrincipal who) => Try(() =>
        {
            store.Artifacts.Delete(Own(uuid, store, who).Run, path);
            return Results.Json(new { });
        })).RequireAuthorization(Policies.Launch);
        api.MapGet(Files, Download).RequireAuthorization(Policies.Read);
        api.MapGet("", (string? path, MlflowStore store) => Try(() => List(path ?? "", store))).RequireAuthorization(Policies.Read);
    }

    private static async Task<IResult> Upload(string uuid, string path, MlflowStore store, ClaimsPrincipal who, IConfiguration configuration, HttpContext context)
    {
        try
        {
            var run = Own(uuid, store, who);
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = configuration.GetValue("Mlflow:MaxArtifactBytes", 2L << 30);
            }

            await store.Artifacts.WriteAsync(run.Run, path, context.Request.Body, context.RequestAborted);
            return Results.Json(new { });
        }
        catch (MlflowException refusal)
        {
            return MlflowEndpoints.Error(refusal.Code, refusal.Message);
        }
    }

    // A logged file is a stranger's: it is handed over to be kept, never run on this site's pages.
    private static IResult Download(string uuid, string path, MlflowStore store, HttpResponse response) => Try(() =>
    {
        if (store.Artifacts.Find(store.Find(uuid).Run, path) is not { } file)
        {
            throw MlflowException.Missing($"No such artifact: '{path}'");
        }

        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.File(file, "application/octet-stream", Path.GetFileName(file), enableRangeProcessing: true);
    });

    // The proxy lists relative to the asked path: {experiment}/{uuid}/artifacts[/below].
    private static IResult List(string path, MlflowStore store)
    {
        var parts = path.Split('/', 4);
        if (parts.Length < 3 || parts[2] != "artifacts")
        {
            throw MlflowException.Invalid($"Invalid artifact path: '{path}'");
        }

        var below = parts.Length > 3 ? parts[3].Trim('/') : "";
        var entries = store.Artifacts.List(store.Find(parts[1]).Run, below);
        return Results.Json(new
        {
            files = entries.Select(entry => new { path = Path.GetFileName(entry.Path), is_dir = entry.IsFolder, file_size = entry.IsFolder ? (long?)null : entry.Bytes }),
        });
    }

    private static MlRun Own(string uuid, MlflowStore store, ClaimsPrincipal who)
    {
        var run = store.Find(uuid);
        return who.Can(Policies.Admin) || run.Person == who.Person()
            ? run : throw new MlflowException("PERMISSION_DENIED", $"Run {uuid} was logged by {run.Person}: only they and an admin may change it.");
    }

    private static IResult Try(Func<IResult> act)
    {
        try
        {
            return act();
        }
        catch (MlflowException refusal)
        {
            return MlflowEndpoints.Error(refusal.Code, refusal.Message);
        }
    }
}
