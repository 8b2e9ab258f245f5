using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace Hodl.Benchmarks;

/// <summary>The built server on a database, and Chromium.</summary>
internal sealed class ScaleSite : IAsyncDisposable
{
    private static readonly string[] BrowserArguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--enable-precise-memory-info"];

    private readonly Process server;
    private readonly IPlaywright playwright;

    private ScaleSite(Process server, IPlaywright playwright, IBrowser browser, string address)
    {
        (this.server, this.playwright, Browser, Address) = (server, playwright, browser, address);
    }

    public IBrowser Browser { get; }

    public string Address { get; }

    /// <summary>The server that was built with this program.</summary>
    public static string Program()
    {
        // …/tests/Benchmarks/bin/<configuration>/net10.0/ → …/Server/bin/<configuration>/net10.0/Hodl.Server.dll
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "Server", "bin", output.Parent.Name, output.Name,
            "Hodl.Server.dll");
    }

    /// <summary>Starts both; returns when the server answers.</summary>
    /// <param name="database">The data file.</param>
    /// <param name="program">Another server than that of <see cref="Program"/>.</param>
    public static async Task<ScaleSite> Start(string database, string? program = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        var server = Process.Start(new ProcessStartInfo("dotnet", [program ?? Program(), "serve", "--urls", address, "--Data:Database", database, "--Logging:LogLevel:Default", "Warning"]) { RedirectStandardOutput = true })!;
        server.OutputDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium", Args = BrowserArguments });
        using var client = new HttpClient();
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                if ((await client.GetAsync(address + "/api/v1/tasks")).IsSuccessStatusCode)
                {
                    return new ScaleSite(server, playwright, browser, address);
                }
            }
            catch (HttpRequestException) when (clock.Elapsed < TimeSpan.FromSeconds(60))
            {
                // Not listening yet.
            }
        }
    }

    /// <summary>A field of /proc/…/status in MiB: VmRSS now, VmHWM at most.</summary>
    public double ServerMib(string field) =>
        File.ReadLines($"/proc/{server.Id}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1] is var kib ? double.Parse(kib, System.Globalization.CultureInfo.InvariantCulture) / 1024 : 0;

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
        server.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
    }
}
