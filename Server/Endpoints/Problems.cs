using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Tables;

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

    /// <summary>A list, and behind it the records that cannot be read with their reasons.</summary>
    public static IEnumerable<object> WithDamaged<T>(IReadOnlyList<T> list, IReadOnlyDictionary<long, string> damaged) =>
        list.Cast<object>().Concat(damaged.Select(pair => new { id = pair.Key, damaged = pair.Value }));

    /// <summary>403.</summary>
    public static IResult Forbidden(string reason) => Results.Problem(
        reason, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed.");

    /// <summary>Answers what a right does not allow, and bodies with null where there must be a value.</summary>
    public static async ValueTask<object?> Refuse(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var body in context.Arguments.Where(argument => argument is Components.Tables.TableQuestion || argument?.GetType().Namespace == typeof(Problems).Namespace))
        {
            if (Nulls.Find(body!) is { } place)
            {
                return Invalid([new SettingError(place, "null", "a value")]);
            }
        }

        try
        {
            return await next(context);
        }
        catch (UnauthorizedAccessException refusal)
        {
            return Forbidden(refusal.Message);
        }
        catch (InvalidRunException refusal)
        {
            return Invalid(refusal.Errors);
        }
        catch (InvalidTableException refusal)
        {
            return Invalid([refusal.Error]);
        }
        catch (IOException failure) when (failure is not BadHttpRequestException)
        {
            return Results.Problem(failure.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Nothing can be kept now.");
        }
    }
}
