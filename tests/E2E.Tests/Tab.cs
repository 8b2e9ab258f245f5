using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Hodl.E2E.Tests;

/// <summary>A browser tab, and every error that was written to its console.</summary>
public sealed class Tab : IAsyncDisposable
{
    private static int shots;
    private readonly IBrowserContext context;
    private readonly string address;
    private readonly List<string> errors = [];

    public Tab(IBrowserContext context, IPage page, string address)
    {
        (this.context, Page, this.address) = (context, page, address);
        page.PageError += (_, error) => errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Errors => errors;

    /// <summary>Opens an address of the site and waits until it answers to a person.</summary>
    public async Task Go(string path)
    {
        await Page.GotoAsync(address + path);
        await Page.WaitForSelectorAsync("html[data-ready]", new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>Waits until the page's address has this part.</summary>
    public Task At(string part) => At(address => address.Contains(part, StringComparison.Ordinal));

    /// <summary>
    /// Waits until the page's address is right. It asks the page: Playwright's WaitForURL can miss a replaced address that
    /// comes between its look and its wait.
    /// </summary>
    public async Task At(Func<string, bool> right)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var now = "";
            try
            {
                now = await Page.EvaluateAsync<string>("location.href");
            }
            catch (PlaywrightException) when (clock.Elapsed < TimeSpan.FromSeconds(30))
            {
                // Between two pages.
            }

            if (now != "" && right(now))
            {
                return;
            }

            if (clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"The page is still at {now} after 30 s.");
            }
        }
    }

    /// <summary>Waits until the chart of a series stands for points.</summary>
    public Task Points(string series, int atLeast = 1) => Page.WaitForFunctionAsync(
        $"() => Number(document.querySelector('[data-series=\"{series}\"]')?.dataset.points ?? 0) >= {atLeast}", null, new() { Timeout = 60_000 });

    /// <summary>How many points the chart of a series stands for (a long series is drawn from fewer).</summary>
    public async Task<int> Count(string series) =>
        int.Parse(await Page.Locator($"[data-series=\"{series}\"]").GetAttributeAsync("data-points") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Opens a field's choices and takes one.</summary>
    public async Task Choose(string field, string option)
    {
        await Page.ClickAsync(field);
        await Page.Locator(".mud-popover-open").GetByText(option, new() { Exact = true }).ClickAsync();
    }

    /// <summary>By how many pixels the page is wider than the window.</summary>
    public Task<int> Overflow() => Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>With HODL_SHOTS set, leaves a picture of how the page ended in that folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("HODL_SHOTS") is { Length: > 0 } folder)
        {
            var scheme = await Page.EvaluateAsync<bool>("() => matchMedia('(prefers-color-scheme: dark)').matches") ? "dark" : "light";
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{Interlocked.Increment(ref shots):000}-{Page.Url[address.Length..].Split('?')[0].Trim('/').Replace('/', '-')}-{Page.ViewportSize?.Width}-{scheme}.png"), FullPage = true });
        }

        await context.CloseAsync();
    }
}
