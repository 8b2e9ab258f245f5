using Hodl.Core.Tasks;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints;

/// <summary>Refusals as problem+json.</summary>
internal static class Problems
{
    /// <summary>400: the reasons name field, value and what is allowed.</summary>
    public static IResult Invalid(IReadOnlyList<SettingError> errors) => Results.Problem(
        string.Join(" ", errors.Select(error => error.ToString())),
        statusCode: StatusCodes.Status400BadRequest,
        title: "The request cannot be carried out as asked.",
        extensions: new Dictionary<string, object?> { ["errors"] = errors });

    /// <summary>400 with one reason.</summary>
    public static IResult BadRequest(string reason) => Results.Problem(
        reason, statusCode: StatusCodes.Status400BadRequest, title: "The request cannot be carried out as asked.");

    /// <summary>404 with the reason.</summary>
    public static IResult NotFound(string reason) => Results.Problem(
        reason, statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    /// <summary>404.</summary>
    public static IResult NoRun(long id) => NotFound($"There is no run {id}.");

    /// <summary>404.</summary>
    public static IResult NoDataset(string id) => NotFound($"There is no data set {id} below the data folder.");

    /// <summary>409.</summary>
    public static IResult Conflict(string reason) => Results.Problem(
        reason, statusCode: StatusCodes.Status409Conflict, title: "Not possible now.");

    /// <summary>403.</summary>
    public static IResult Forbidden(string reason) => Results.Problem(
        reason, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed.");

    /// <summary>Refuses what a page of another site sends through a person's browser.</summary>
    public static async ValueTask<object?> RefuseOtherSites(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        // A token is not sent by itself, so that only a browser's own cookie can be misused.
        var foreign = request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            || (request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value));
        return !HttpMethods.IsGet(request.Method) && foreign && !TokenAuthentication.Has(request)
            ? Results.Problem("Requests that change something are not taken from other sites.", statusCode: StatusCodes.Status403Forbidden)
            : await next(context);
    }
}
