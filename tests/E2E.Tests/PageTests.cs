using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>Every page: readable by all, light and dark, wide and narrow, by keyboard, without an error.</summary>
public sealed class PageTests(FilledSite site) : IClassFixture<FilledSite>
{
    private static readonly string[] Tabs = ["", "?tab=charts", "?tab=inner", "?tab=images", "?tab=settings", "?tab=log", "?tab=environment"];

    private IEnumerable<string> Paths =>
    [
        "/runs", "/runs?group=method&rows=dense", "/runs?q=nothing-matches", "/launch", "/compare", $"/compare?runs={string.Join(',', site.Finished)},{site.Stopped}", "/runs/999999", "/datasets", "/datasets?show=missing", "/queue", "/tables", "/tables/table3", "/tables/table7", "/tables/fig5", "/tables/new",
        .. Tabs.Select(tab => $"/runs/{site.Finished[0]}{tab}"), $"/runs/{site.Stopped}",
    ];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EveryPage_AxeAndBothWidths_NothingSeriousAndNoSidewaysScroll(ColorScheme scheme)
    {
        await using var tab = await site.Open("/runs", scheme: scheme);
        var found = new List<string>();
        foreach (var path in Paths)
        {
            await tab.Page.SetViewportSizeAsync(1280, 860);
            await tab.Go(path);
            await Settled(tab);
            var result = await tab.Page.RunAxe();
            found.AddRange(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{path}: {violation.Id}, {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
            foreach (var width in (int[])[1280, 400])
            {
                await tab.Page.SetViewportSizeAsync(width, 860);
                await Settled(tab);
                if (await tab.Overflow() is > 0 and var by)
                {
                    found.Add($"{path}: {by} px wider than {width}");
                }
            }
        }

        Assert.Empty(found);
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task Keyboard_SlashArrowsEnterSpace_ReachEverything()
    {
        await using var tab = await site.Open("/runs");
        var page = tab.Page;
        await page.Locator(".grid-scroll").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("tr.selected")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("tr.active")).ToHaveAttributeAsync("data-run", $"{site.Finished[1]}");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"/runs/{site.Finished[1]}$"), new() { Timeout = 60_000 });
        await Expect(page.Locator("h1")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync($"{site.Finished[0]}");
        await Expect(page.Locator("[role=option]").First).ToContainTextAsync($"run {site.Finished[0]}");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"/runs/{site.Finished[0]}$"), new() { Timeout = 60_000 });

        await tab.Go($"/runs/{site.Finished[0]}?tab=charts");
        await tab.Points("phi");
        await page.Locator("[data-series=phi] [data-log]").FocusAsync();
        var before = await page.Locator("[data-series=phi] [data-log]").GetAttributeAsync("aria-pressed");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-series=phi] [data-log]")).ToHaveAttributeAsync("aria-pressed", before == "true" ? "false" : "true");
        Assert.Contains("log=", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Theme_Chosen_IsRememberedBeforeTheFirstPaint()
    {
        await using var tab = await site.Open("/runs");
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await tab.Page.ClickAsync("button[data-action=theme]");
        await tab.Page.ClickAsync("button[data-action=theme]");
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await tab.Page.AddInitScriptAsync("new MutationObserver(() => { if (document.body && !window.seen) window.seen = document.documentElement.dataset.theme ?? 'none'; }).observe(document, { childList: true, subtree: true });");
        await tab.Page.ReloadAsync();
        Assert.Equal("dark", await tab.Page.EvaluateAsync<string>("window.seen"));
    }

    [Fact]
    public async Task Run_NotThere_SaysSoAndTheServerAnswers404()
    {
        await using var tab = await site.Open("/runs/999999");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no run 999999" })).ToBeVisibleAsync();
        var answer = await site.Api.GetAsync("/no-such-page");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing at this address", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rename_Run_ShowsEverywhere()
    {
        await using var tab = await site.Open($"/runs/{site.Finished[0]}");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await tab.Page.FillAsync("#name", "reference run");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("reference run");
        await tab.Go("/runs?q=reference");
        await Expect(tab.Page.Locator("tr[data-run]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Command_OfARun_NamesWhatDiffers()
    {
        await using var tab = await site.Open($"/runs/{site.Finished[0]}?tab=settings");
        await Expect(tab.Page.Locator(".command code")).ToContainTextAsync(new Regex("-- run non-unique-lower-level --method shodl --preset quick --seed 1 .*--set OuterSteps=12"));
    }

    private static async Task Settled(Tab tab)
    {
        await tab.Page.WaitForFunctionAsync("() => ![...document.querySelectorAll('[data-state=loading]')].some(chart => chart.getBoundingClientRect().top < innerHeight)");
        await tab.Page.WaitForTimeoutAsync(150);
    }
}
