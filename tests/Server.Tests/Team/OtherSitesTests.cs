using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Hodl.Server.Tests.Team;

/// <summary>Pages of other sites, in the browser of somebody who need not sign in.</summary>
public sealed class OtherSitesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;

    public OtherSitesTests() => _server = new TestServer(_folder.Database);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/hubs/runs")]
    [InlineData("/_blazor?id=x")]
    public async Task WebSocket_ForeignOrigin_IsRefused(string path)
    {
        foreach (var origin in new[] { "http://evil.example", "null", "http://localhost:3000" })
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Open(path, origin));
            Assert.Contains("403", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WebSocket_OwnOriginOrNone_Opens()
    {
        using var own = await Open("/hubs/runs", "http://localhost");
        using var program = await Open("/hubs/runs", null);
        Assert.Equal((WebSocketState.Open, WebSocketState.Open), (own.State, program.State));
    }

    [Theory]
    [InlineData("/hubs/runs/negotiate?negotiateVersion=1")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    public async Task Negotiate_ForeignOrigin_IsRefused(string path)
    {
        using var http = _server.CreateClient();
        http.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsync(path, null)).StatusCode);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1.evil.example:5080", HttpStatusCode.BadRequest)]
    [InlineData("localhost:5080", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:5080", HttpStatusCode.OK)]
    [InlineData("[::1]:5080", HttpStatusCode.OK)]
    public async Task Host_WithoutSignIn_NamesThisMachine(string host, HttpStatusCode expected)
    {
        using var http = _server.CreateClient();
        foreach (var path in new[] { "/api/v1/runs", "/runs", "/health" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            Assert.Equal(expected, (await http.SendAsync(request)).StatusCode);
        }

        using var write = new HttpRequestMessage(HttpMethod.Post, "/api/v1/projects") { Content = JsonContent.Create(new { name = "x" }) };
        write.Headers.Host = host;
        Assert.Equal(expected == HttpStatusCode.OK, (await http.SendAsync(write)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Host_Configured_IsAllowed()
    {
        using var server = _server.WithWebHostBuilder(builder => builder.UseSetting("AllowedHosts", "hodl.lab.example;*.gpu.example"));
        using var http = server.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        foreach (var (host, expected) in new[] { ("hodl.lab.example", HttpStatusCode.OK), ("a.gpu.example", HttpStatusCode.OK), ("localhost", HttpStatusCode.OK), ("evil.example", HttpStatusCode.BadRequest) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/runs");
            request.Headers.Host = host;
            Assert.Equal(expected, (await http.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/api/v1/runs")]
    [InlineData("/api/v1/models/1/restore")]
    [InlineData("/api/2.0/mlflow/runs/create")]
    [InlineData("/api/2.0/mlflow-artifacts/artifacts/0/1/artifacts/a")]
    public async Task Change_ByAnotherSite_IsRefusedBeforeItsBodyIsRead(string path)
    {
        using var http = _server.CreateClient();
        http.DefaultRequestHeaders.Add("Origin", "http://evil.example");
        using var answer = await http.PostAsync(path, new StringContent("no JSON", System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("not taken from other sites", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<WebSocket> Open(string path, string? origin)
    {
        var client = _server.Server.CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            if (origin is not null)
            {
                request.Headers.Origin = origin;
            }
        };
        return client.ConnectAsync(new Uri(_server.Server.BaseAddress, path), CancellationToken.None);
    }
}
