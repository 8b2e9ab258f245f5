using System.Text.Json;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>The charts' own arithmetic, in the browser that runs it.</summary>
public sealed class ChartTests(FilledSite site) : IClassFixture<FilledSite>
{
    [Fact]
    public async Task Smooth_Constant_StaysThatConstant()
    {
        await using var tab = await site.Open("/runs");
        var values = await tab.Page.EvaluateAsync<double[]>("async () => (await import('/js/smooth.js')).smooth(Array(200).fill(0.1), 0.97)");
        Assert.All(values, value => Assert.Equal(0.1, value));
    }

    [Fact]
    public async Task Smooth_FirstPoints_AreNotPulledToZero()
    {
        await using var tab = await site.Open("/runs");
        var values = await tab.Page.EvaluateAsync<double[]>("async () => (await import('/js/smooth.js')).smooth([4, 2, 2], 0.5)");
        Assert.Equal(4, values[0], 12);
        Assert.Equal(2 / 0.75, values[1], 12);
        Assert.Equal(2 / 0.875, values[2], 12);
    }

    [Fact]
    public async Task Band_Seeds_MeanAndSampleDeviationAtCommonSteps()
    {
        await using var tab = await site.Open("/runs");
        var band = await tab.Page.EvaluateAsync<JsonElement>("async () => (await import('/js/smooth.js')).band([{ x: [1, 2, 3], y: [1, 2, NaN] }, { x: [1, 2, 3, 4], y: [3, 2, 5, 6] }])");
        Assert.Equal("[1,2]", band.GetProperty("x").GetRawText());
        Assert.Equal(2 - Math.Sqrt(2), band.GetProperty("low")[0].GetDouble(), 12);
        Assert.Equal(2, band.GetProperty("high")[1].GetDouble());
    }

    [Fact]
    public async Task RunData_BatchesTwiceOverlappingAndMissing_EveryPointOnce()
    {
        await using var tab = await site.Open("/runs");
        var steps = await tab.Page.EvaluateAsync<string>(
            """
            async () => {
              const { RunData } = await import('/js/series.js');
              let reads = 0;
              const data = new RunData(1, () => {});
              data.names.add('phi');
              const history = n => ({ run: 1, attempt: 1, sequence: n, series: [{ series: 'phi', steps: [...Array(n).keys()].map(i => i + 1), seconds: Array(n).fill(0), values: Array(n).fill(1), total: n }] });
              const answers = [history(3), history(9)];
              globalThis.fetch = async () => ({ ok: true, json: async () => answers[Math.min(reads++, 1)] });
              const message = (from, to) => ({ run: 1, from, sequence: to, series: [{ name: 'phi', steps: [...Array(to - from + 1).keys()].map(i => from + i), seconds: Array(to - from + 1).fill(0), values: Array(to - from + 1).fill(1) }] });
              data.kept.push(message(2, 4));
              await data.read();
              data.take(message(4, 4));
              data.take(message(5, 6));
              data.take(message(5, 6));
              data.take(message(9, 9));
              await new Promise(resolve => setTimeout(resolve, 50));
              return data.get('phi').steps.join(',') + ' reads ' + reads;
            }
            """);
        Assert.Equal("1,2,3,4,5,6,7,8,9 reads 2", steps);
    }

    [Fact]
    public async Task Chart_NaN_GapWithMarkerAndRawTraceBehindTheSmoothed()
    {
        await using var tab = await site.Open("/runs");
        await tab.Page.RouteAsync("**/api/v1/runs/*/series?*", route => route.FulfillAsync(new()
        {
            Json = new
            {
                run = site.Finished[0],
                attempt = 1,
                sequence = 99,
                series = new[] { new { series = "phi", steps = Enumerable.Range(1, 5), seconds = Enumerable.Range(1, 5), values = (object[])[1, 2, "NaN", 3, "Infinity"], total = 5 } },
            }
        }));
        await tab.Go($"/runs/{site.Finished[0]}?tab=charts&smooth=0.6&log=-phi");
        await tab.Points("phi", 5);
        await tab.Page.WaitForSelectorAsync("[data-series=phi] .plot .main-svg");
        var traces = await tab.Page.EvaluateAsync<JsonElement>("() => document.querySelector('[data-series=phi] .plot').data.map(t => ({ mode: t.mode, y: t.y, width: t.line?.width, symbol: t.marker?.symbol, text: t.text }))");
        Assert.Equal(3, traces.GetArrayLength());
        Assert.Equal("[1,2,null,3,null]", traces[0].GetProperty("y").GetRawText());
        Assert.Equal(1.5, traces[1].GetProperty("width").GetDouble());
        Assert.Equal(JsonValueKind.Null, traces[1].GetProperty("y")[2].ValueKind);
        Assert.Equal("x-thin", traces[2].GetProperty("symbol").GetString());
        Assert.Equal("""["NaN","∞"]""", System.Text.RegularExpressions.Regex.Unescape(traces[2].GetProperty("text").GetRawText()));
    }

    [Fact]
    public async Task Zoom_InTheAddress_IsShownAndReadFromTheServer()
    {
        await using var tab = await site.Open($"/runs/{site.Finished[0]}?tab=charts&zoom=3~7");
        await tab.Points("phi", 5);
        Assert.Equal(5, await tab.Count("phi"));
        await tab.Page.Locator("[data-series=phi] [data-reset]").ClickAsync();
        await tab.Points("phi", 12);
        Assert.DoesNotContain("zoom=", tab.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InnerIterations_Scrubbed_ShowsTrainedKAndBeyond()
    {
        await using var tab = await site.Open($"/runs/{site.Finished[0]}?tab=inner");
        await tab.Page.WaitForSelectorAsync(".plot .main-svg");
        await Expect(tab.Page.Locator("[data-scrub-value]")).ToContainTextAsync("outer step");
        await Expect(tab.Page.Locator("[data-inner-note]")).ToContainTextAsync("Trained for K =");
        var shapes = await tab.Page.EvaluateAsync<int>("() => document.querySelector('.plot').layout.shapes.length");
        Assert.InRange(shapes, 1, 3);
    }

    [Fact]
    public async Task Draws_OfALiveRun_AtMostFourASecond()
    {
        var id = (await site.Launch(FilledSite.Endless(9)))[0];
        await using var tab = await site.Open($"/runs/{id}");
        await tab.Points("phi", 3);
        var before = await Draws(tab);
        await tab.Page.WaitForTimeoutAsync(3000);
        var after = await Draws(tab);
        await site.StopAll();
        // By the page's own clock: a busy machine asks late.
        Assert.InRange(after[0] - before[0], 1, (4 * (after[1] - before[1]) / 1000) + 2);
    }

    // How often it was drawn, and when that was asked, in milliseconds.
    private static Task<double[]> Draws(Tab tab) => tab.Page.EvaluateAsync<double[]>(
        "() => [Number(document.querySelector('[data-series=phi] .plot').dataset.draws ?? 0), performance.now()]");
}
