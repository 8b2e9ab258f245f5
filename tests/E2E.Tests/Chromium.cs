using Microsoft.Playwright;

namespace Hodl.E2E.Tests;

/// <summary>The one browser of the test process; every tab has a profile of its own in it.</summary>
internal static class Chromium
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    /// <summary>Started when first asked for; it ends with the process.</summary>
    public static Task<IBrowser> Shared => Started.Value;

    private static readonly Lazy<Task<IBrowser>> Started = new(async () => await (await Playwright.CreateAsync()).Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium",
        Args = Arguments,
    }));
}
