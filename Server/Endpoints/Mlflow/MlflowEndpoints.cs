using System.Text.Json;
using System.Text.Json.Serialization;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>MLflow's tracking interface, so that its clients log here: <c>MLFLOW_TRACKING_URI</c> is this server's address.</summary>
internal static class MlflowEndpoints
{
    // Reported to clients that ask: the version of the protocol's documentation that this follows.
    private const string Version = "3.1.0";

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Maps /api/2.0/mlflow, its proxy of artifacts, and what clients ask before.</summary>
    public static void MapMlflow(this WebApplication app)
    {
        app.MapGet("/health", () => "OK").AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/version", () => Version).AllowAnonymous().ExcludeFromDescription();
        // Old clients say preview.
        foreach (var prefix in (string[])["/api/2.0/mlflow", "/api/2.0/preview/mlflow"])
        {
            var api = app.MapGroup(prefix).ExcludeFromDescription();
            api.MapExperiments();
            api.MapLoggedRuns();
            api.MapLoggedModels();
            api.MapFallback(() => Error("ENDPOINT_NOT_FOUND",
                "This server speaks MLflow's tracking interface only: experiments, runs, metrics, artifacts, logged models."));
        }

        app.MapArtifacts();
    }

    /// <summary>Something to read.</summary>
    public static void Read(this RouteGroupBuilder api, string path, Func<MlflowCall, object> answer, params string[] methods) =>
        api.MapMethods(path, methods.Length > 0 ? methods : ["GET"], context => AnswerAsync(context, answer)).RequireAuthorization(Policies.Read);

    /// <summary>Something to write.</summary>
    public static void Write(this RouteGroupBuilder api, string path, Func<MlflowCall, object> answer, string method = "POST") =>
        api.MapMethods(path, [method], (HttpContext context) => AnswerAsync(context, answer)).RequireAuthorization(Policies.Launch);

    /// <summary>A refusal with the status that MLflow gives it.</summary>
    public static IResult Error(string code, string message) => Results.Json(new { error_code = code, message }, statusCode: code switch
    {
        "RESOURCE_DOES_NOT_EXIST" or "ENDPOINT_NOT_FOUND" => StatusCodes.Status404NotFound,
        "PERMISSION_DENIED" => StatusCodes.Status403Forbidden,
        "TEMPORARILY_UNAVAILABLE" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    });

    private static async Task AnswerAsync(HttpContext context, Func<MlflowCall, object> answer)
    {
        IResult result;
        try
        {
            result = Results.Json(answer(await MlflowCall.ReadAsync(context)), Json);
        }
        catch (MlflowException refusal)
        {
            result = Error(refusal.Code, refusal.Message);
        }
        catch (IOException failure) when (failure is not BadHttpRequestException)
        {
            result = Error("TEMPORARILY_UNAVAILABLE", failure.Message);
        }

        await result.ExecuteAsync(context);
    }
}
