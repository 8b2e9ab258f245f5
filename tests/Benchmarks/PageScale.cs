using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Hodl.Benchmarks;

/// <summary>
/// The pages over 5000 runs of 50 metrics and one run of ten million points, measured in Chromium: first content of the
/// list, filtering, the long chart and its zoom, and the memory of server and page.
/// </summary>
internal static class PageScale
{
    private const int Repeats = 5;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hodl-scale-").FullName;
        try
        {
            var database = Path.Combine(folder, "hodl.db");
            var clock = Stopwatch.StartNew();
            var longRun = ScaleData.Fill(database);
            Say($"made {ScaleData.Runs} runs × {ScaleData.Metrics} metrics and one run of {ScaleData.LongPoints / 1e6:0} million points in {clock.Elapsed.TotalSeconds:0} s; {new FileInfo(database).Length / 1048576.0:0} MiB");
            await using var site = await ScaleSite.Start(database);
            Say($"server ready: {site.Server.Mib("VmRSS"):0} MiB");
            await List(site, (_, _) => { });
            await Chart(site, longRun);
            Say($"server afterwards: {site.Server.Mib("VmRSS"):0} MiB, at most {site.Server.Mib("VmHWM"):0} MiB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Measures the list; <paramref name="note"/> hears the medians in milliseconds.</summary>
    public static async Task List(ScaleSite site, Action<string, double> note)
    {
        var context = await site.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 860 } });
        var page = await context.NewPageAsync();
        var content = new List<double>();
        Say($"machine: load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} on {Environment.ProcessorCount} cores");
        for (var i = 0; i <= Repeats; i++)
        {
            content.Add(await Until(page, site.Address + "/runs", "() => document.querySelector('tr[data-run]') !== null"));
            await page.WaitForSelectorAsync("html[data-ready]", new() { State = WaitForSelectorState.Attached });
        }

        Say($"list: first content, cold server and browser {content[0]:0} ms; then median {Median(content[1..]):0} ms (wanted < 1000)");
        note("first content", Median(content[1..]));
        var filters = new List<double>();
        foreach (var (word, rows) in new[] { ("4321", 1), ("", 10), ("hyper-cleaning cg", 10), ("", 10), ("777", 1), ("", 10),
            ("rain", 10) })
        {
            filters.Add(await page.EvaluateAsync<double>(
                """
                ([word, rows]) => new Promise(done => {
                  const input = document.querySelector('#filter'), before = document.querySelector('.filters [role=status]').textContent,
                      start = performance.now();
                  input.value = word;
                  input.dispatchEvent(new Event('input', { bubbles: true }));
                  const look = () => document.querySelector('.filters [role=status]').textContent !== before && document.querySelectorAll('tr[data-run]').length >= rows ? done(performance.now() - start) : performance.now() - start > 20000 ? done(NaN) : requestAnimationFrame(look);
                  look();
                })
                """, new object[] { word, rows }));
        }

        note("filter", Median(filters));
        Say($"list: filter median {Median(filters):0} ms, worst {filters.Max():0} ms (wanted < 300); rows in the page {await page.Locator("tr[data-run]").CountAsync()}");
        Say($"list: page heap {await Heap(page):0} MiB; server {site.Server.Mib("VmRSS"):0} MiB");
        await context.CloseAsync();
    }

    private static async Task Chart(ScaleSite site, long run)
    {
        using var client = new HttpClient();
        var asked = new List<double>();
        JsonElement series = default;
        for (var i = 0; i < Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            using var answer = JsonDocument.Parse(await client.GetStringAsync($"{site.Address}/api/v1/runs/{run}/series?name=phi&max=1500"));
            asked.Add(clock.Elapsed.TotalMilliseconds);
            series = answer.RootElement.GetProperty("series")[0].Clone();
        }

        var drawn = series.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToList();
        Say($"chart: the API's answer first {asked[0]:0} ms, then median {Median(asked[1..]):0} ms; {drawn.Count} of {series.GetProperty("total").GetInt64()} points; spikes kept {ScaleData.Spikes.Count(spike => drawn.Contains(spike.Value))} of {ScaleData.Spikes.Length}");

        var context = await site.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 860 } });
        var page = await context.NewPageAsync();
        const string Drawn = "() => Number(document.querySelector('[data-series=phi] .plot')?.dataset.draws ?? 0) > 0 && Number(document.querySelector('[data-series=phi]').dataset.points) > 0";
        var shown = new List<double>();
        for (var i = 0; i <= Repeats; i++)
        {
            shown.Add(await Until(page, $"{site.Address}/runs/{run}?tab=charts", Drawn));
        }

        Say($"chart: opened and drawn, new browser {shown[0]:0} ms; then median {Median(shown[1..]):0} ms (wanted < 1000); says “{(await page.Locator("[data-series=phi] .count").TextContentAsync())?.Trim()}”");
        var (step, value) = ScaleData.Spikes[0];
        var zoomed = await Until(page, $"{site.Address}/runs/{run}?tab=charts&zoom={step - 300}~{step + 300}", Drawn);
        using var exact = JsonDocument.Parse(await client.GetStringAsync($"{site.Address}/api/v1/runs/{run}/series?name=phi&max=1500&from={step - 300}&to={step + 300}"));
        var points = exact.RootElement.GetProperty("series")[0];
        Say($"chart: zoomed to 601 points in {zoomed:0} ms; {points.GetProperty("steps").GetArrayLength()} points, every step there: {points.GetProperty("steps").EnumerateArray().Select(at => at.GetInt64()).SequenceEqual(Enumerable.Range(-300, 601).Select(i => step + i))}, spike {points.GetProperty("values")[300].GetDouble() == value}; page heap {await Heap(page):0} MiB");
        await context.CloseAsync();
    }

    // Milliseconds from the navigation until the page shows what is waited for.
    private static async Task<double> Until(IPage page, string address, string condition)
    {
        var clock = Stopwatch.StartNew();
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync(condition, null, new() { Timeout = 60_000, PollingInterval = 16 });
        return clock.Elapsed.TotalMilliseconds;
    }

    private static Task<double> Heap(IPage page) => page.EvaluateAsync<double>("() => performance.memory.usedJSHeapSize / 1048576");

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static void Say(FormattableString line) => Console.WriteLine("  " + line.ToString(CultureInfo.InvariantCulture));
}
