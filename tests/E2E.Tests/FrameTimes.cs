using Hodl.Core.Imaging;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.E2E.Tests;

public sealed class FrameTimes(PicturedSite site, ITestOutputHelper output) : IClassFixture<PicturedSite>
{
    [Fact]
    public async Task Measure_FourLargeImages()
    {
        const int W = 4000, H = 3000;
        var random = new Random(1);
        byte[] Png(int seed)
        {
            var pixels = new float[W * H * 3];
            for (var y = 0; y < H; y++)
            {
                for (var x = 0; x < W; x++)
                {
                    var v = 0.5 + (0.25 * Math.Sin((x + (seed * 40)) / 37.0) * Math.Cos(y / 23.0)) + (0.04 * random.NextDouble()) + (((x / 200) + (y / 200)) % 2 * 0.15);
                    for (var c = 0; c < 3; c++)
                    {
                        pixels[(((y * W) + x) * 3) + c] = (float)Math.Clamp(v + (0.1 * c) - 0.1, 0, 1);
                    }
                }
            }

            return ImageFile.EncodePng(new Image(H, W, 3, pixels));
        }

        byte[][] files = [.. Enumerable.Range(0, 4).Select(Png)];
        output.WriteLine($"png {files[0].Length >> 20} MiB");
        var name = (await site.Names())[0];
        await using var tab = await site.Open("/images", 1600);
        var page = tab.Page;
        var n = 0;
        var seen = new Dictionary<string, int>();
        await page.Context.RouteAsync(new System.Text.RegularExpressions.Regex("/runs/\\d+/images/\\d+"), async route =>
        {
            if (!seen.TryGetValue(route.Request.Url, out var which))
            {
                seen[route.Request.Url] = which = n++ % 4;
            }

            await route.FulfillAsync(new() { BodyBytes = files[which], ContentType = "image/png" });
        });
        var began = DateTime.UtcNow;
        await tab.Go($"/images?runs={site.Runs[0]},{site.Runs[1]}&v.img={name}");
        await page.WaitForSelectorAsync(".viewer[data-state=ready]", new() { Timeout = 120_000 });
        output.WriteLine($"ready after {(DateTime.UtcNow - began).TotalSeconds:F1} s; panes {await page.Locator(".pane").CountAsync()}; sizes {await page.EvaluateAsync<string>("() => [...document.querySelectorAll('.pane-stage canvas')].map(c => c.pane.image.width + 'x' + c.pane.image.height + ' on ' + c.width + 'x' + c.height).join(', ')")}");
        await page.WaitForTimeoutAsync(15000); // measurements settle
        var box = (await page.Locator(".pane-stage canvas").First.BoundingBoxAsync())!;
        await page.EvaluateAsync("() => { window.deltas = []; window.long = []; let last = performance.now(); const tick = now => { deltas.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick); new PerformanceObserver(list => list.getEntries().forEach(e => long.push(Math.round(e.duration)))).observe({ entryTypes: ['longtask'] }); }");
        async Task Report(string what, Func<Task> act)
        {
            await page.EvaluateAsync("() => { window.deltas.length = 0; window.long.length = 0; }");
            await act();
            output.WriteLine(what + ": " + await page.EvaluateAsync<string>("() => { const d = deltas.slice(2).sort((a, b) => a - b), at = q => d[Math.min(d.length - 1, Math.floor(q * d.length))].toFixed(1); return `${d.length} frames, median ${at(.5)} ms, 95 % ${at(.95)}, 99 % ${at(.99)}, max ${at(1)}; long tasks ${long.join(' ')}`; }"));
        }

        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await Report("idle", () => page.WaitForTimeoutAsync(1500));
        await Report("wheel in", async () => { for (var i = 0; i < 60; i++) { await page.Mouse.WheelAsync(0, -40); await Task.Delay(16); } });
        async Task Drag(int steps)
        {
            await page.Mouse.DownAsync();
            for (var i = 0; i < steps; i++)
            {
                await page.Mouse.MoveAsync(box.X + (box.Width / 2) + (float)(80 * Math.Sin(i / 9.0)), box.Y + (box.Height / 2) + (float)(60 * Math.Cos(i / 7.0)));
                await Task.Delay(16);
            }

            await page.Mouse.UpAsync();
        }

        await Report("pan zoomed in", () => Drag(120));
        await Report("wheel out", async () => { for (var i = 0; i < 60; i++) { await page.Mouse.WheelAsync(0, 40); await Task.Delay(16); } });
        await Report("pan zoomed out", () => Drag(120));
        await page.Keyboard.PressAsync("1");
        await page.WaitForTimeoutAsync(500);
        await Report("pan 1:1", () => Drag(120));
        await page.Keyboard.PressAsync("e");
        await page.WaitForTimeoutAsync(8000);
        await Report("pan 1:1 error map", () => Drag(120));
        await Report("wheel out error map", async () => { for (var i = 0; i < 60; i++) { await page.Mouse.WheelAsync(0, 40); await Task.Delay(16); } });
        await page.ScreenshotAsync(new() { Path = "/tmp/vision/frames.png" });
        Assert.Empty(tab.Errors);
    }
}
