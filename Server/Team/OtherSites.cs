using Microsoft.AspNetCore.HostFiltering;

namespace Hodl.Server.Team;

/// <summary>What pages of other sites send through a person's browser: refused where it would change something or open a stream.</summary>
internal static class OtherSites
{
    // Host names that lead to this machine whatever a name server says.
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// Where nobody signs in, the Host header must name this machine: a foreign name that resolves to loopback would make a foreign
    /// page one of this site. The setting AllowedHosts (names separated by semicolons) adds others, such as a proxy's.
    /// </summary>
    public static void AllowHosts(this IServiceCollection services, AuthOptions auth)
    {
        if (auth.Mode == AuthMode.None)
        {
            services.AddOptions<HostFilteringOptions>().Configure<IConfiguration>((options, configuration) =>
                options.AllowedHosts = [.. Loopback, .. auth.Hosts, .. Configured(configuration)]);
        }
    }

    /// <summary>
    /// Refuses streams that another site's page opens, which browsers let it read, and requests to change something, before
    /// anything of them is read.
    /// </summary>
    public static Task Refuse(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var isStream = request.Path.StartsWithSegments("/hubs") || request.Path.StartsWithSegments("/_blazor");
        var isChange = request.Path.StartsWithSegments("/api") && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        return (isStream || isChange) && Sent(request)
            ? Refusal.Write(context, StatusCodes.Status403Forbidden, isStream ? "Streams are not opened from other sites."
                : "Requests that change something are not taken from other sites.")
            : next(context);
    }

    /// <summary>Whether a page of another site sent this. A token is not sent by itself, so that only a browser's own cookie can be misused.</summary>
    public static bool Sent(HttpRequest request) => !TokenAuthentication.Has(request)
        && (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            || (request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value)));

    // The framework's own default, a star, would allow every name.
    private static IEnumerable<string> Configured(IConfiguration configuration) =>
        (configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(host => host != "*");
}
