using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Hodl.Server.Tests.Team;

/// <summary>Messages about ended runs: signed, tried again, and only to allowed addresses.</summary>
public sealed class WebhookTests : IDisposable
{
    private readonly ConcurrentQueue<(string Signature, string Body)> _received = new();
    private readonly HttpListener _listener = new();
    private readonly string _address;
    private int _refusals = 2;
    private Task _answer = Task.CompletedTask;

    public WebhookTests()
    {
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/hook/";
        }

        _listener.Prefixes.Add(_address);
        _listener.Start();
        _ = Task.Run(Listen);
    }

    public void Dispose() => _listener.Close();

    [Fact]
    public async Task EndOfARun_ReceiverThatRefusesTwice_GetsItSignedAtTheThirdTry()
    {
        using var team = new TeamServer(("Webhooks:AllowedHosts", "127.0.0.1"), ("Webhooks:RetrySeconds", "0.05,0.05,0.05"));
        var store = team.Get<WebhookStore>();
        var secret = store.Add(_address);
        var run = team.Run("eve");
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (_received.Count < 3)
        {
            Assert.True(DateTime.UtcNow < limit, $"{_received.Count} messages came.");
            await Task.Delay(20);
        }

        foreach (var (signature, body) in _received)
        {
            var parts = signature.Split(',').ToDictionary(part => part[..part.IndexOf('=', StringComparison.Ordinal)], part =>
                part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{parts["t"]}.{body}"));
            Assert.Equal(Convert.ToHexStringLower(expected), parts["v1"]);
            Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(parts["t"], CultureInfo.InvariantCulture), 0, 60);
        }

        var message = JsonElement.Parse(_received.Last().Body);
        Assert.Equal(("run.ended", run, "finished"), (message.GetProperty("event").GetString(), message.GetProperty("run").GetProperty("id").GetInt64(), message.GetProperty("run").GetProperty("state").GetString()));
        Assert.Single(_received.Select(entry => JsonElement.Parse(entry.Body).GetProperty("delivery").GetGuid()).Distinct());
        while (store.List()[0].Answer is not ['2', ..])
        {
            Assert.True(DateTime.UtcNow < limit, store.List()[0].Answer);
            await Task.Delay(20);
        }

        Assert.DoesNotContain(secret, string.Concat(Directory.GetFiles(Path.GetDirectoryName(team.Get<Catalog>().File)!, "hodl.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file => File.ReadAllText(file, Encoding.Latin1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ServerStopsBeforeTheMessageIsTaken_NextStart_TellsIt(bool onItsWay)
    {
        using var folder = new TempFolder();
        _refusals = 1;
        var answer = new TaskCompletionSource();
        _answer = onItsWay ? answer.Task : Task.CompletedTask;
        (string, string)[] settings = [("Webhooks:AllowedHosts", "127.0.0.1"), ("Webhooks:RetrySeconds", "0.5,0.5")];
        long run;
        using (var first = new TestServer(folder.Database))
        using (var host = With(first, settings))
        {
            host.Services.GetRequiredService<WebhookStore>().Add(_address);
            run = host.Services.GetRequiredService<Hodl.Server.Runs.RunQueue>().Enqueue(TestServer.Spec(new FakeSettings { Steps = 3 }));
            await Received(1);
        }

        Assert.Single(_received);
        answer.SetResult();
        using var second = new TestServer(folder.Database);
        using var again = With(second, settings);
        _ = again.Services;
        await Received(2);

        Assert.Equal([run, run], _received.Select(entry => JsonElement.Parse(entry.Body).GetProperty("run").GetProperty("id").GetInt64()));
        Assert.Single(_received.Select(entry => JsonElement.Parse(entry.Body).GetProperty("delivery").GetGuid()).Distinct());
    }

    private static WebApplicationFactory<Program> With(TestServer server, (string Key, string Value)[] settings) =>
        server.WithWebHostBuilder(builder =>
    {
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    });

    private async Task Received(int count)
    {
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (_received.Count < count)
        {
            Assert.True(DateTime.UtcNow < limit, $"{_received.Count} messages came.");
            await Task.Delay(10);
        }
    }

    [Theory]
    [InlineData("https://chat.example.org/x", true)]
    [InlineData("http://chat.example.org/x", false)]
    [InlineData("https://127.0.0.1/x", false)]
    [InlineData("https://localhost/x", false)]
    [InlineData("https://[::1]/x", false)]
    [InlineData("https://192.168.1.5/x", false)]
    [InlineData("https://169.254.169.254/latest", false)]
    [InlineData("https://localhost./x", false)]
    [InlineData("https://a.localhost/x", false)]
    [InlineData("https://127.0.0.1./x", false)]
    [InlineData("https://2130706433/x", false)]
    [InlineData("https://[64:ff9b::7f00:1]/x", false)]
    [InlineData("https://[2002:7f00:1::]/x", false)]
    [InlineData("https://[2001:0:1::1]/x", false)]
    [InlineData("https://[::ffff:10.0.0.1]/x", false)]
    [InlineData("https://[::127.0.0.1]/x", false)]
    [InlineData("https://[fec0::1]/x", false)]
    [InlineData("https://[100::1]/x", false)]
    [InlineData("https://[2606:4700::1]/x", true)]
    [InlineData("https://192.0.0.8/x", false)]
    [InlineData("https://198.18.0.1/x", false)]
    [InlineData("https://198.19.255.255/x", false)]
    [InlineData("https://198.20.0.1/x", true)]
    [InlineData("https://203.0.113.9/x", false)]
    [InlineData("https://100.64.0.1/x", false)]
    [InlineData("https://240.0.0.1/x", false)]
    [InlineData("https://inside.lan./x", true)]
    [InlineData("https://user:pass@chat.example.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("http://inside.lan/x", true)]
    public void Address_PrivateOrPlain_IsRefusedUnlessTheKeeperAllowsTheHost(string address, bool allowed) =>
        Assert.Equal(allowed, WebhookAddress.Refuse(address,
            new WebhookOptions { AllowedHosts = new HashSet<string> { "inside.lan" } }) is null);

    [Fact]
    public async Task Connection_NameThatLeadsInwards_IsNotMade()
    {
        using var http = WebhookAddress.Client(new WebhookOptions());
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.GetAsync(_address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)));
        Assert.Contains("private address", refused.ToString(), StringComparison.Ordinal);
        Assert.Empty(_received);
    }

    private async Task Listen()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            _received.Enqueue((context.Request.Headers[WebhookSignature.Header] ?? "", await reader.ReadToEndAsync()));
            await _answer;
            context.Response.StatusCode = Interlocked.Decrement(ref _refusals) >= 0 ? 503 : 204;
            try
            {
                context.Response.Close();
            }
            catch (HttpListenerException)
            {
                // Whoever asked has left.
            }
        }
    }
}
