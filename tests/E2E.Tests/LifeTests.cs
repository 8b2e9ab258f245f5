using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>What a newcomer does: quick start, launch, watch, compare, stop, resume, close and come back.</summary>
public sealed partial class LifeTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Life_OfRuns_FromEmptyDatabaseToComparison()
    {
        await QuickStart();
        await LaunchWatchCompare();
        await StopResumeReopen();
        await DeleteUndo();
    }

    private async Task QuickStart()
    {
        await using var tab = await site.Open("/");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "No runs yet" })).ToBeVisibleAsync();
        await tab.Page.ClickAsync("#quick-start");
        await tab.At("/compare?runs=");
        await tab.Points("phi", 2);
        var ids = Numbers().Count(new Uri(tab.Page.Url).Query);
        Assert.True(ids >= 1);
        await tab.Go("/runs");
        await Expect(tab.Page.Locator("tr[data-run]")).ToHaveCountAsync(ids);
        Assert.Empty(tab.Errors);
        await site.StopAll();
    }

    private async Task LaunchWatchCompare()
    {
        await using var tab = await site.Open("/launch?task=non-unique-lower-level&methods=shodl");
        await tab.Page.FillAsync("#seeds", "1-2");
        await Expect(tab.Page.Locator("#sum")).ToContainTextAsync("1 method × 2 seeds = 2 runs");
        await tab.Page.FillAsync("#set-OuterSteps", "0");
        await Expect(tab.Page.Locator("#set-OuterSteps-range")).ToContainTextAsync("Allowed is");
        await tab.Page.ClickAsync("#launch");
        await Expect(tab.Page.Locator("#errors")).ToContainTextAsync("“0” is outside. Allowed is 1 …");
        await tab.Page.FillAsync("#set-OuterSteps", "30");
        await Expect(tab.Page.Locator(".setting.changed #set-OuterSteps")).ToBeVisibleAsync();
        await tab.At("set.OuterSteps=30");
        await tab.Page.ClickAsync("#launch");
        await tab.At("/compare?runs=");
        var ids = Numbers().Matches(new Uri(tab.Page.Url).Query).Select(match => long.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2, ids.Length);

        await tab.Go($"/runs/{ids[0]}");
        await tab.Points("phi");
        await Expect(tab.Page.Locator(".run-meta .state")).ToHaveTextAsync("Finished", new() { Timeout = 90_000 });
        await tab.Points("phi", 30);
        Assert.Equal(30, await tab.Count("phi"));
        await Expect(tab.Page.Locator(".metric").First).ToBeVisibleAsync();
        await site.Reaches(ids[1], TimeSpan.FromSeconds(90), "finished");

        await tab.Go("/runs");
        foreach (var id in ids)
        {
            await tab.Page.CheckAsync($"tr[data-run='{id}'] input");
        }

        await tab.Page.ClickAsync(".selection-bar a");
        await tab.At("/compare?runs=");
        await Expect(tab.Page.Locator(".results tbody tr")).ToHaveCountAsync(1);
        await Expect(tab.Page.Locator(".results tbody tr")).ToContainTextAsync("±");
        await tab.Points("phi", 60);
        await tab.Page.ClickAsync("[data-tool=band]");
        await Expect(tab.Page.Locator("[data-tool=band]")).ToHaveAttributeAsync("aria-pressed", "true");
        await tab.At("band=1");
        Assert.Empty(tab.Errors);
    }

    private async Task StopResumeReopen()
    {
        var id = (await site.Launch(FilledSite.Endless(5)))[0];
        await using (var first = await site.Open($"/runs/{id}"))
        {
            await first.Points("phi", 5);
            var before = await first.Count("phi");
            await first.Page.WaitForFunctionAsync($"() => Number(document.querySelector('[data-series=phi]').dataset.points) > {before}");
        }

        // The browser is closed; the run goes on, and a later visitor sees every point.
        var closed = (await Steps(id)).Length;
        await Task.Delay(1500);
        await using var tab = await site.Open($"/runs/{id}");
        await tab.Points("phi", closed + 1);
        await tab.Page.ClickAsync("#stop");
        await Expect(tab.Page.Locator(".run-meta .state")).ToHaveTextAsync("Cancelled", new() { Timeout = 15_000 });
        var stopped = await Steps(id);
        Assert.Equal(Enumerable.Range(1, stopped.Length).Select(step => (long)step), stopped);
        await tab.Page.ClickAsync("#resume");
        await Expect(tab.Page.Locator(".run-meta .state")).ToHaveTextAsync("Running", new() { Timeout = 15_000 });
        await tab.Page.WaitForFunctionAsync($"() => document.querySelector('.progress')?.getAttribute('aria-valuetext') !== null");
        await WaitForSteps(id, stopped.Length + 3);
        await tab.Page.ClickAsync("#stop");
        await Expect(tab.Page.Locator(".run-meta .state")).ToHaveTextAsync("Cancelled", new() { Timeout = 15_000 });
        var resumed = await Steps(id);
        Assert.Equal(Enumerable.Range(1, resumed.Length).Select(step => (long)step), resumed);
        await tab.Points("phi", resumed.Length);
        Assert.Equal(resumed.Length, await tab.Count("phi"));
        Assert.Empty(tab.Errors);
    }

    private async Task DeleteUndo()
    {
        await using var tab = await site.Open("/runs");
        var row = tab.Page.Locator("tr[data-run]").First;
        var id = await row.GetAttributeAsync("data-run");
        await tab.Go($"/runs/{id}");
        await tab.Page.ClickAsync("#delete");
        await tab.At(address => address.EndsWith("/runs", StringComparison.Ordinal));
        await Expect(tab.Page.Locator($"tr[data-run='{id}']")).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await tab.Go("/runs");
        await Expect(tab.Page.Locator($"tr[data-run='{id}']")).ToHaveCountAsync(1);
    }

    private async Task<long[]> Steps(long id)
    {
        var history = await site.Api.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}/series?name=phi");
        return [.. history.GetProperty("series").EnumerateArray().SelectMany(series => series.GetProperty("steps").EnumerateArray()).Select(step => step.GetInt64())];
    }

    private async Task WaitForSteps(long id, int atLeast)
    {
        for (var i = 0; i < 150; i++)
        {
            if ((await Steps(id)).Length >= atLeast)
            {
                return;
            }

            await Task.Delay(200);
        }

        Assert.Fail($"Run {id} has {(await Steps(id)).Length} points, not {atLeast}.");
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
