using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Hodl.E2E.Tests;

/// <summary>The built server as a process of its own with an empty database, and the browser that all sites share.</summary>
public class Site : IAsyncLifetime
{
    private static readonly ConcurrentDictionary<int, bool> Ports = new();

    private readonly string folder = Directory.CreateTempSubdirectory("hodl-e2e-").FullName;
    private Process? server;

    /// <summary>A gray picture of 8 × 8.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAU0lEQVR4nAFIALf/AAAfPl18m7rZABEwT26NrMvqACJBYH+evdz7ADNScZCvzu0MAERjgqHA3/4dAFV0k7LR8A8uAGaFpMPiASA/AHeWtdTzEjFQaAQgAWHk+OwAAAAASUVORK5CYII=");

    public string Address { get; } = $"http://127.0.0.1:{FreePort()}";

    public HttpClient Api { get; private set; } = new();

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Further arguments of the server.</summary>
    protected virtual string[] Arguments => [];

    /// <summary>What the server has printed.</summary>
    protected ConcurrentQueue<string> Printed { get; } = new();

    public virtual async Task InitializeAsync()
    {
        Api = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromMinutes(5) };
        Start();
        Assertions.SetDefaultExpectTimeout(30_000); // the suite may share its cores
        Browser = await Chromium.Shared;
        await Ready();
    }

    public async Task DisposeAsync()
    {
        server?.Kill();
        server?.WaitForExit();
        server?.Dispose();
        Api.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A page of its own browser profile; an error on it fails the test that reads <see cref="Tab.Errors"/>.</summary>
    public async Task<Tab> Open(string path, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 860 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var tab = new Tab(context, await context.NewPageAsync(), Address);
        await tab.Go(path);
        return tab;
    }

    /// <summary>Puts a file below the site's own data folder.</summary>
    public void Data(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, "data", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Launches by the API.</summary>
    public async Task<long[]> Launch(object body)
    {
        var answer = await Api.PostAsJsonAsync("/api/v1/runs", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ids").EnumerateArray().Select(id => id.GetInt64())];
    }

    /// <summary>A run as the API tells of it.</summary>
    public async Task<JsonElement> Run(long id) => await Api.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}");

    /// <summary>Waits until the run is in one of the states.</summary>
    public async Task<string> Reaches(long id, TimeSpan within, params string[] states)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var state = (await Run(id)).GetProperty("state").GetString()!;
            if (states.Contains(state))
            {
                return state;
            }

            Assert.True(clock.Elapsed < within, $"Run {id} is {state}, not {string.Join(" or ", states)}, after {clock.Elapsed.TotalSeconds:0} s.");
            await Task.Delay(150);
        }
    }

    /// <summary>Stops everything that is not over.</summary>
    public async Task StopAll()
    {
        foreach (var run in (await Api.GetFromJsonAsync<JsonElement>("/api/v1/runs")).EnumerateArray())
        {
            if (run.GetProperty("state").GetString() is "running" or "queued")
            {
                await Api.PostAsync($"/api/v1/runs/{run.GetProperty("id").GetInt64()}/stop", null);
            }
        }
    }

    private static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            // Sites start beside each other: none is given what another is about to listen on.
            if (((IPEndPoint)listener.LocalEndpoint).Port is var port && Ports.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    private void Start()
    {
        // …/tests/E2E.Tests/bin/<configuration>/net10.0/ → …/Server/bin/<configuration>/net10.0/Hodl.Server.dll
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var program = Path.Combine(root, "Server", "bin", output.Parent.Name, output.Name, "Hodl.Server.dll");
        Assert.True(File.Exists(program), $"{program} is not built.");
        server = Process.Start(new ProcessStartInfo("dotnet", [program, "serve", "--urls", Address, "--Data:Database", Path.Combine(folder, "hodl.db"), "--Logging:LogLevel:Default", "Warning", .. Arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment = { ["HODL_DATA"] = Path.Combine(folder, "data") },
        });
        server!.OutputDataReceived += (_, line) => Printed.Enqueue(line.Data ?? "");
        server.BeginOutputReadLine();
    }

    private async Task Ready()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if ((await Api.GetAsync("/health")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (clock.Elapsed < TimeSpan.FromSeconds(60))
            {
                // Not listening yet.
            }

            Assert.False(server!.HasExited, "The server ended before it was ready.");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The server is not ready after 60 s.");
            await Task.Delay(200);
        }
    }
}
