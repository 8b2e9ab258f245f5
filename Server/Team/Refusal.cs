using Microsoft.AspNetCore.Mvc;

namespace Hodl.Server.Team;

/// <summary>Why a program is not let in, in the words of the interface that it speaks.</summary>
internal static class Refusal
{
    /// <summary>Whether a program asks, which wants a status and a reason rather than a page.</summary>
    public static bool IsForProgram(HttpRequest request) =>
        request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/hubs") || request.Path.StartsWithSegments("/_blazor")
        || request.Path.StartsWithSegments("/restorations") || request.Path.Value?.Contains("/images/", StringComparison.Ordinal) == true;

    /// <summary>Writes it.</summary>
    public static Task Write(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Request.Path.StartsWithSegments("/api/2.0")
            ? context.Response.WriteAsJsonAsync(new { error_code = status == 401 ? "UNAUTHENTICATED" : "PERMISSION_DENIED", message = reason }, context.RequestAborted)
            : context.Response.WriteAsJsonAsync(
                new ProblemDetails { Status = status, Title = status == 401 ? "Not signed in." : "Not allowed.", Detail = reason },
                options: null, contentType: "application/problem+json", context.RequestAborted);
    }
}
