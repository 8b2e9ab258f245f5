using System.Security.Claims;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Http.Features;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>MLflow's proxy of artifacts: clients take and leave files by <c>mlflow-artifacts:</c> addresses, through this server.</summary>
internal static class ArtifactCalls
{
    // Of a run, and of a logged model of MLflow 3.
    private static readonly string[] _files = ["/{experiment:long}/{uuid}/artifacts/{**path}",
        "/{experiment:long}/models/{model}/artifacts/{**path}"];

    /// <summary>Maps it.</summary>
    public static void MapArtifacts(this WebApplication app)
    {
        var api = app.MapGroup("/api/2.0/mlflow-artifacts/artifacts").ExcludeFromDescription();
        foreach (var files in _files)
        {
            api.MapPut(files, Upload).RequireAuthorization(Policies.Launch);
            api.MapDelete(files, (string? uuid, string? model, string path, MlflowStore store, ClaimsPrincipal who) => Try(() =>
            {
                var (run, folder) = Place(store, uuid, model);
                store.Artifacts.Delete(Own(run, who).Run, folder + path);
                return Results.Json(new { });
            })).RequireAuthorization(Policies.Launch);
            api.MapGet(files, Download).RequireAuthorization(Policies.Read);
        }

        api.MapGet("", (string? path, MlflowStore store) => Try(() => List(path ?? "", store))).RequireAuthorization(Policies.Read);
    }

    private static async Task<IResult> Upload(string? uuid, string? model, string path, MlflowStore store, BroughtImages images,
        ClaimsPrincipal who, IConfiguration configuration, HttpContext context)
    {
        try
        {
            var (run, folder) = Place(store, uuid, model);
            Own(run, who);
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = configuration.GetValue("Mlflow:MaxArtifactBytes", 2L << 30);
            }

            await store.Artifacts.WriteAsync(run.Run, folder + path, context.Request.Body, context.RequestAborted);
            if (ImagePlace.Of(folder + path) is { } place && store.Artifacts.Find(run.Run, folder + path) is { } file && new FileInfo(file)
                .Length <= BroughtImages.MostBytes)
            {
                await Task.Run(() => images.Take(run.Run, place, File.ReadAllBytes(file)), context.RequestAborted);
            }

            return Results.Json(new { });
        }
        catch (MlflowException refusal)
        {
            return MlflowEndpoints.Error(refusal.Code, refusal.Message);
        }
    }

    // A logged file is a stranger's: it is handed over to be kept, never run on this site's pages.
    private static IResult Download(string? uuid, string? model, string path, MlflowStore store, HttpResponse response) => Try(() =>
    {
        var (run, folder) = Place(store, uuid, model);
        if (store.Artifacts.Find(run.Run, folder + path) is not { } file)
        {
            throw MlflowException.Missing($"No such artifact: '{path}'");
        }

        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.File(file, "application/octet-stream", Path.GetFileName(file), enableRangeProcessing: true);
    });

    // The proxy lists relative to the asked path: {experiment}/{uuid}/artifacts[/below], {experiment}/models/{model}/artifacts[/below].
    private static IResult List(string path, MlflowStore store)
    {
        var parts = path.Split('/');
        var ((run, folder), skip) = parts switch
        {
            [_, "models", var model, "artifacts", ..] => (Place(store, null, model), 4),
            [_, var uuid, "artifacts", ..] => (Place(store, uuid, null), 3),
            _ => throw MlflowException.Invalid($"Invalid artifact path: '{path}'"),
        };
        var entries = store.Artifacts.List(run.Run, (folder + string.Join('/', parts.Skip(skip))).Trim('/'));
        return Results.Json(new
        {
            files = entries.Select(entry => new { path = Path.GetFileName(entry.Path), is_dir = entry.IsFolder, file_size = entry.IsFolder ? (long?)null : entry.Bytes }),
        });
    }

    // The run that holds a file, and the folder among its artifacts.
    private static (MlRun Run, string Folder) Place(MlflowStore store, string? uuid, string? model)
    {
        if (model is null)
        {
            return (store.Find(uuid!), "");
        }

        var found = store.Model(model);
        return (store.Holder(found), found.Folder + "/");
    }

    private static MlRun Own(MlRun run, ClaimsPrincipal who) => who.Can(Policies.Admin) || run.Person == who.Person()
        ? run : throw new MlflowException("PERMISSION_DENIED",
            $"Run {run.Uuid} was logged by {run.Person}: only they and an admin may change it.");

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
