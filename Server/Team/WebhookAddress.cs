using System.Net;
using System.Net.Sockets;

namespace Hodl.Server.Team;

/// <summary>
/// Where messages may go: to public addresses by https, and to hosts that the server's keeper has allowed by name. The
/// address is looked at when the connection is made, so that a name that later points inwards opens nothing.
/// </summary>
public static class WebhookAddress
{
    /// <summary>Why an address is refused; null when it may be tried.</summary>
    public static string? Refuse(string text, WebhookOptions options)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo != "")
        {
            return $"Address = {text}: allowed is an https address without a user name.";
        }

        return options.AllowedHosts.Contains(address.Host) ? null
            : address.Scheme == "http" ? $"Address = {text}: http is allowed for the hosts of Webhooks:AllowedHosts only; use https."
            : address.IsLoopback || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IsPrivate(ip)) ? $"Address = {text}: private addresses are allowed for the hosts of Webhooks:AllowedHosts only."
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

    /// <summary>Whether an address is of this machine, of its own network, or of no single machine.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.IPv6Any))
        {
            return true;
        }

        if (ip.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return ip.IsIPv6LinkLocal || ip.IsIPv6UniqueLocal || ip.IsIPv6Multicast || ip.IsIPv6SiteLocal;
        }

        var bytes = ip.GetAddressBytes();
        return bytes[0] is 0 or 10 or >= 224
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168);
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, WebhookOptions options, CancellationToken token)
    {
        var addresses = await Dns.GetHostAddressesAsync(endpoint.Host, token).ConfigureAwait(false);
        var allowed = options.AllowedHosts.Contains(endpoint.Host) ? addresses : [.. addresses.Where(address => !IsPrivate(address))];
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
