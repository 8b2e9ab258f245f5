using Microsoft.Playwright;

namespace Hodl.Benchmarks;

/// <summary>The built server on a database, and Chromium.</summary>
internal sealed class ScaleSite : IAsyncDisposable
{
    private static readonly string[] BrowserArguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--enable-precise-memory-info"];

    private readonly IPlaywright playwright;

    private ScaleSite(ServerProcess server, IPlaywright playwright, IBrowser browser) =>
        (Server, this.playwright, Browser) = (server, playwright, browser);

    public ServerProcess Server { get; }

    public IBrowser Browser { get; }

    public string Address => Server.Address;

    /// <summary>Starts both; returns when the server answers.</summary>
    public static async Task<ScaleSite> Start(string database, string? program = null)
    {
        var server = await ServerProcess.Start(database, program);
        var playwright = await Playwright.CreateAsync();
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium";
        return new ScaleSite(server, playwright,
            await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = BrowserArguments }));
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
        await Server.DisposeAsync();
    }
}
