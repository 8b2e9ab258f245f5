using System.Globalization;
using System.Net;

namespace Hodl.Server.Team;

/// <summary>How people sign in, as configured.</summary>
public sealed record AuthOptions
{
    /// <summary>The way.</summary>
    public AuthMode Mode { get; init; }

    /// <summary>After how long a session is checked against the account again (Auth:RevalidateSeconds).</summary>
    public TimeSpan Revalidate { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Host names of the addresses that the server listens on.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The identity provider; used with <see cref="AuthMode.Oidc"/>.</summary>
    public OidcOptions Oidc { get; init; } = new();

    /// <summary>
    /// Auth:Mode (<c>--auth</c>) where it is given. Without it nobody has to sign in on loopback addresses, and with any
    /// other address people sign in locally.
    /// </summary>
    /// <exception cref="InvalidOperationException">The mode is unknown, or would open the server to the network, or lacks settings.</exception>
    public static AuthOptions From(IConfiguration configuration)
    {
        var addresses = Addresses(configuration);
        var open = addresses.Where(address => !IsLoopback(address)).ToList();
        var mode = configuration["Auth:Mode"] switch
        {
            null or "" => open.Count == 0 ? AuthMode.None : AuthMode.Local,
            var text when Enum.TryParse<AuthMode>(text, ignoreCase: true, out var known) && !char.IsDigit(text[0]) => known,
            var text => throw new InvalidOperationException($"--auth {text}: allowed is none, local or oidc."),
        };
        if (mode == AuthMode.None && open.Count > 0)
        {
            throw new InvalidOperationException(
                $"--auth none with {string.Join(", ", open)}: without accounts the server listens on loopback addresses only, such as http://127.0.0.1:5080. Use --auth local, or another address.");
        }

        var seconds = configuration["Auth:RevalidateSeconds"] is { Length: > 0 } given ? double.Parse(given, CultureInfo.InvariantCulture) : 60;
        return new AuthOptions
        {
            Mode = mode,
            Revalidate = TimeSpan.FromSeconds(seconds),
            Hosts = [.. addresses.Select(BindingAddress.Parse).Where(bound => !bound.IsUnixPipe && !bound.IsNamedPipe).Select(bound => bound.Host).Distinct()],
            Oidc = mode == AuthMode.Oidc ? OidcOptions.From(configuration) : new(),
        };
    }

    /// <summary>Whether only this machine reaches an address.</summary>
    public static bool IsLoopback(string address)
    {
        var bound = BindingAddress.Parse(address);
        return bound.IsUnixPipe || bound.IsNamedPipe || bound.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(bound.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }

    // Kestrel's own order: its endpoints, then addresses, then ports on every address.
    private static List<string> Addresses(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList();
        if (endpoints.Count > 0)
        {
            return endpoints;
        }

        var urls = Split(configuration["urls"]);
        return urls.Count > 0 ? urls
            : [.. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"), .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}")];
    }

    private static List<string> Split(string? list) => [.. (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
