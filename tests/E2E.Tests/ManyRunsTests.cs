using System.Diagnostics;
using Xunit;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>Five thousand runs in the list.</summary>
public sealed class ManyRunsTests(Site site, ITestOutputHelper output) : IClassFixture<Site>
{
    private const int Runs = 5000;

    [Fact]
    public async Task FiveThousandRuns_ScrollFilterGroup_StayQuick()
    {
        var clock = Stopwatch.StartNew();
        await site.Launch(new
        {
            task = "non-unique-lower-level",
            methods = (string[])["shodl"],
            preset = "quick",
            seeds = Enumerable.Range(1, Runs),
            set = new Dictionary<string, string> { ["OuterSteps"] = "100000" },
        });
        output.WriteLine($"launched {Runs} runs in {clock.Elapsed.TotalSeconds:0.0} s");
        clock.Restart();
        await using var tab = await site.Open("/runs");
        await Expect(tab.Page.Locator(".filters")).ToContainTextAsync("5\u202f000 runs");
        output.WriteLine($"opened the list in {clock.Elapsed.TotalSeconds:0.0} s");
        await Expect(tab.Page.Locator($"#run-{Runs}")).ToBeVisibleAsync();
        Assert.InRange(await tab.Page.Locator("tr[data-run]").CountAsync(), 10, 200);
        clock.Restart();
        for (var part = 1; part <= 20; part++)
        {
            await tab.Page.EvaluateAsync($"() => {{ const s = document.querySelector('.grid-scroll'); s.scrollTop = s.scrollHeight * {part} / 20; }}");
            await tab.Page.WaitForFunctionAsync("() => { const s = document.querySelector('.grid-scroll').getBoundingClientRect(); return [...document.querySelectorAll('tr[data-run]')].some(r => { const b = r.getBoundingClientRect(); return b.top > s.top && b.bottom < s.bottom; }); }");
        }

        output.WriteLine($"20 jumps through the list in {clock.Elapsed.TotalSeconds:0.0} s");
        await Expect(tab.Page.Locator("#run-1")).ToBeVisibleAsync();
        Assert.InRange(await tab.Page.Locator("tr[data-run]").CountAsync(), 10, 200);
        clock.Restart();
        await tab.Page.FillAsync("#filter", "4321");
        await Expect(tab.Page.Locator("tr[data-run]")).ToHaveCountAsync(1);
        output.WriteLine($"filtered in {clock.Elapsed.TotalSeconds:0.0} s");
        await tab.Page.FillAsync("#filter", "");
        await tab.Choose("input[aria-label='Group by']", "By state");
        await Expect(tab.Page.Locator("tr.heading").First).ToContainTextAsync("Queued");
        Assert.Empty(tab.Errors);
    }
}
