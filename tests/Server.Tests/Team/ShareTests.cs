using System.Net;
using System.Net.WebSockets;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Tests.Team;

/// <summary>A link opens what it names, and nothing else; until it ends.</summary>
public sealed class ShareTests(TeamServerFixture team) : IClassFixture<TeamServerFixture>
{
    private TeamServer Server => team.Server;

    [Fact]
    public async Task Holder_OfALinkToARun_SeesItsNumbersAndNothingElse()
    {
        var (shared, other) = (Server.Run("eve"), Server.Run("eve"));
        var (id, secret) = Server.Get<ShareStore>().Add("run", $"{shared}", "Only this", "eve", null);
        using var http = Server.Browser();
        using var opened = await http.GetAsync($"/s/{secret}");
        Assert.Equal($"/shared/{id}", opened.Headers.Location!.ToString());
        var cookie = opened.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);

        var page = await http.GetStringAsync($"/shared/{id}");
        Assert.Contains("Only this", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"run {other}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/launch", page, StringComparison.Ordinal);
        var image = Server.Get<RunStore>().Images(shared)[0].Id;
        foreach (var path in new[] { $"/api/v1/runs/{shared}/series", $"/api/v1/runs/{shared}/inner", $"/api/v1/runs/{shared}/images", $"/runs/{shared}/images/{image}" })
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path)).StatusCode);
        }

        var closed = Server.Get<RunStore>().Images(other)[0].Id;
        foreach (var path in new[]
        {
            $"/api/v1/runs/{other}/series", $"/api/v1/runs/{other}/metrics.csv", $"/runs/{other}/images/{closed}", "/api/v1/runs", $"/api/v1/runs/{shared}", "/api/v1/tasks", "/api/v1/models",
            "/api/2.0/mlflow/experiments/search", "/api/v1/datasets",
        })
        {
            using var answer = await http.GetAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{path}: {answer.StatusCode}");
        }

        foreach (var path in new[] { "/runs", $"/runs/{shared}", "/compare", "/settings" })
        {
            Assert.StartsWith("/account/login", (await http.GetAsync(path)).Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        }

        // The number alone opens nothing in another browser.
        Assert.DoesNotContain("Only this", await Server.Browser().GetStringAsync($"/shared/{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_RevokedOrExpired_ClosesAtOnceAlsoAnOpenStream()
    {
        var run = Server.Run("eve");
        var (id, secret) = Server.Get<ShareStore>().Add("compare", $"{run},999", "Two", "eve", null);
        var (_, over) = Server.Get<ShareStore>().Add("run", $"{run}", "Over", "eve", DateTimeOffset.UtcNow.AddSeconds(-1));
        using var http = Server.Browser();
        Assert.Equal("/shared/0", (await http.GetAsync($"/s/{over}")).Headers.Location!.ToString());
        await http.GetAsync($"/s/{secret}");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"/api/v1/runs/{run}/series")).StatusCode);

        var sockets = Server.Host.Server.CreateWebSocketClient();
        sockets.ConfigureRequest = request => request.Headers.Cookie = $"hodl-share-{id}={secret}";
        using var socket = await sockets.ConnectAsync(new Uri(Server.Host.Server.BaseAddress, "/hubs/runs"), CancellationToken.None);
        await Send(socket, """{"protocol":"json","version":1}""");
        await Send(socket, """{"type":1,"invocationId":"1","target":"Watch","arguments":[999999]}""");
        Assert.Contains("not open to you", await Receive(socket, "\"invocationId\":\"1\""), StringComparison.Ordinal);
        await Send(socket, $$"""{"type":1,"invocationId":"2","target":"Watch","arguments":[{{run}}]}""");
        Assert.DoesNotContain("error", await Receive(socket, "\"invocationId\":\"2\""), StringComparison.Ordinal);

        Server.Get<ShareLinks>().Revoke(id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync($"/api/v1/runs/{run}/series")).StatusCode);
        Assert.Contains("shows nothing any more", await http.GetStringAsync($"/shared/{id}"), StringComparison.Ordinal);
        Assert.Equal("", await Receive(socket, "never comes"));
    }

    private static Task Send(WebSocket socket, string text) =>
        socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text + "\u001e"), WebSocketMessageType.Text, true, new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);

    // The message that holds the text; nothing when the socket is closed before.
    private static async Task<string> Receive(WebSocket socket, string text)
    {
        var buffer = new byte[1 << 16];
        var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer, limit);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    return "";
                }

                var messages = System.Text.Encoding.UTF8.GetString(buffer, 0, got.Count);
                if (messages.Split('\u001e').FirstOrDefault(message => message.Contains(text, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }
            }
        }
        catch (Exception closed) when (closed is WebSocketException or IOException)
        {
            return "";
        }
    }
}
