using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Hodl.Server.Endpoints;

/// <summary>The interface's description: what it is, how a program signs in, and an example of every body.</summary>
internal static class OpenApiSetup
{
    private static readonly Dictionary<string, string> Examples = new()
    {
        ["POST api/v1/runs"] = """{"task":"constrained-sparse-coding","methods":["ahodl","unh"],"preset":"quick","seeds":[1,2,3],"set":{"K":15},"project":"sparse coding"}""",
        ["PATCH api/v1/runs/{id}"] = """{"name":"reference run"}""",
        ["POST api/v1/projects"] = """{"name":"sparse coding","summary":"Section 6.1 of the paper"}""",
        ["PUT api/v1/runs/{id}/project"] = """{"name":"sparse coding"}""",
        ["PUT api/v1/runs/{id}/note"] = """{"text":"Diverges for **K** > 40."}""",
        ["POST api/v1/runs/{id}/comments"] = """{"text":"Same on the GPU?"}""",
        ["POST api/v1/shares"] = """{"kind":"compare","target":"1,2,3","title":"HODL against UNH and ENA","days":7}""",
    };

    /// <summary>Adds it.</summary>
    public static void AddDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "HODL Dashboard";
            document.Info.Description = "Runs of Hierarchical Optimization-Derived Learning: launch, watch, read. Refusals are problem+json; "
                + "those of settings name field, value and what is allowed. Programs send `Authorization: Bearer hodl_…` (a token of the page Settings) where people sign in. "
                + "Live points: GET /api/v1/runs/{id}/events, or the SignalR hub /hubs/runs. MLflow clients find their own interface below /api/2.0/mlflow.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token of the page Settings; scopes read, launch, admin." };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var path = context.Description.RelativePath?.Replace(":long", "", StringComparison.Ordinal);
            if (Examples.TryGetValue($"{context.Description.HttpMethod} {path}", out var example)
                && operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true && body is OpenApiMediaType media)
            {
                media.Example = JsonNode.Parse(example);
            }

            return Task.CompletedTask;
        });
    });
}
