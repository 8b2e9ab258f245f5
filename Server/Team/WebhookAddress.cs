using System.Net;
using System.Net.Sockets;

namespace Hodl.Server.Team;

/// <summary>
/// Where messages may go: to public addresses by https, and to hosts that the server's keeper has allowed by name. The
/// address is looked at when the connection is made, so that a name that later points inwards opens nothing.
/// </summary>
public static class WebhookAddress
{
    // IANA's registries of special-purpose addresses, RFC 6890 and later.
    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Of the sixth version's addresses only these are given to hosts; among them are tunnels to the fourth's (Teredo, 6to4) and documentation.
    private static readonly IPNetwork Public = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Special = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>Why an address is refused; null when it may be tried.</summary>
    public static string? Refuse(string text, WebhookOptions options)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo != "")
        {
            return $"Address = {text}: allowed is an https address without a user name.";
        }

        var host = Host(address.Host);
        return options.AllowedHosts.Contains(host) ? null
            : address.Scheme == "http" ? $"Address = {text}: http is allowed for the hosts of Webhooks:AllowedHosts only; use https."
            : host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IsPrivate(ip)) ? $"Address = {text}: private addresses are allowed for the hosts of Webhooks:AllowedHosts only."
            : null;
    }

    /// <summary>A client that follows no redirect and connects to allowed addresses only.</summary>
    public static HttpClient Client(WebhookOptions options) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, options, token),
    })
    {
        Timeout = TimeSpan.FromSeconds(20),
        MaxResponseContentBufferSize = 64 << 10,
    };

    /// <summary>Whether an address is no public one: of this machine, of a network of its own, for translation, documentation or tests.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return ip.AddressFamily == AddressFamily.InterNetworkV6
            ? !Public.Contains(ip) || Array.Exists(Special, network => network.Contains(ip))
            : Array.Exists(Inside, network => network.Contains(ip));
    }

    // A dot at the end names the same host.
    private static string Host(string name) => name.TrimEnd('.').ToLowerInvariant();

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, WebhookOptions options, CancellationToken token)
    {
        // Looked up once: what is connected to is what was checked.
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, token).ConfigureAwait(false);
        var allowed = options.AllowedHosts.Contains(Host(endpoint.Host)) ? addresses : [.. addresses.Where(address => !IsPrivate(address))];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{endpoint.Host} leads to a private address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endpoint.Port, token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
