using System.IO.Compression;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.E2E.Tests;

/// <summary>What leaves the viewer: measures that agree with Core's, figures; and how it bears large images.</summary>
public sealed class ViewerFigureTests(PicturedSite site, ITestOutputHelper output) : IClassFixture<PicturedSite>
{
    private string Both => $"/images?runs={site.Runs[0]},{site.Runs[1]}";

    [Theory]
    [InlineData(3, "rgb")]
    [InlineData(3, "y")]
    [InlineData(3, "gray")]
    [InlineData(1, "gray")]
    public async Task Measures_OfARegion_AreCoresOwn(int channels, string of)
    {
        const int height = 41, width = 57;
        var random = new Random(5);
        var (a, b) = (new byte[height * width * channels], new byte[height * width * channels]);
        for (var i = 0; i < a.Length; i++)
        {
            a[i] = (byte)((i * 3 % 200) + random.Next(40));
            b[i] = (byte)Math.Clamp(a[i] + random.Next(-30, 31), 0, 255);
        }

        await using var tab = await site.Open("/images");
        var shown = await tab.Page.EvaluateAsync<double[]>(
            """
            async ([a, b, width, height, channels, of]) => {
              const { quality } = await import('/js/viewer/quality.js');
              const rgba = values => ({ width, height, channels, data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => i % 4 === 3 ? 255 : values[channels === 1 ? i >> 2 : (i >> 2) * 3 + i % 4]) });
              const { psnr, ssim } = quality(rgba(a), rgba(b), [5, 3, 40, 31], of);
              return [psnr, ssim];
            }
            """, new object[] { a.Select(value => (int)value).ToArray(), b.Select(value => (int)value).ToArray(), width, height, channels, of });

        var (image, reference) = (Region(a), Region(b));
        var expected = of == "gray" ? ImageQuality.Gray(image, reference) : ImageQuality.Colour(image, reference);
        Assert.Equal(expected[$"psnr_{of}"], shown[0], 1e-6);
        Assert.Equal(expected[$"ssim_{of}"], shown[1], 1e-6);

        Image Region(byte[] values) => new Image(height, width, channels, Array.ConvertAll(values, value => value / 255f)).Crop(3, 5, 31, 40);
    }

    [Fact]
    public async Task Measures_OnThePage_AreThoseOfTheStoredPixels()
    {
        var name = (await site.Names())[0];
        await using var tab = await site.Open($"{Both}&v.img={name}&v.cols=r{site.Runs[0]}&v.crop=10,12,30,24&v.vs=input");
        await tab.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('[data-psnr]')].length === 2 && [...document.querySelectorAll('[data-psnr]')].every(cell => /[0-9]/.test(cell.textContent))");
        var shown = await tab.Page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.pane-quality td')].filter(cell => cell.textContent !== '').map(cell => Number(cell.textContent))");
        var (image, truth) = (await site.Pixels(site.Runs[0], name, "output"), await site.Pixels(site.Runs[0], name, "input"));
        Assert.Equal(Psnr.Of(image, truth), shown[0], 0.0051);
        Assert.Equal(Ssim.Gaussian11(image, truth), shown[1], 0.000051);
        var (region, under) = (image.Crop(12, 10, 24, 30), truth.Crop(12, 10, 24, 30));
        Assert.Equal(Psnr.Of(region, under), shown[2], 0.0051);
        Assert.Equal(Ssim.Gaussian11(region, under), shown[3], 0.000051);
    }

    [Fact]
    public async Task Export_Png_ShowsThePicturesUndegraded()
    {
        var name = (await site.Names())[0];
        var truth = await site.Pixels(site.Runs[0], name, "input");
        await using var tab = await site.Open($"{Both}&v.img={name}&v.cols=input,reference");
        var figure = ImageFile.Decode(await Save(tab, "png"), "figure");
        // 64 pixels, five times as large, behind a gap of 8.
        Assert.Equal(8 + (2 * (320 + 8)), figure.Width);
        for (var i = 0; i < 64; i += 9)
        {
            Assert.Equal(truth[i, 63 - i], figure[8 + (5 * i) + 2, 8 + (5 * (63 - i)) + 2, 1], 3);
        }
    }

    [Fact]
    public async Task Export_Latex_HasTheFigureAndEveryPixel()
    {
        var name = (await site.Names())[0];
        var truth = await site.Pixels(site.Runs[0], name, "output");
        await using var tab = await site.Open($"{Both}&v.img={name}&v.cols=r{site.Runs[0]},reference&v.crop=8,4,16,12");
        using var zip = new ZipArchive(new MemoryStream(await Save(tab, "latex")));
        using var text = new StreamReader(zip.GetEntry("figure.tex")!.Open());
        var tex = await text.ReadToEndAsync();
        Assert.Contains("\\begin{figure*}", tex, StringComparison.Ordinal);
        Assert.Contains("rectangle (0.375,0.9375)", tex, StringComparison.Ordinal);
        Assert.All(zip.Entries.Where(entry => entry.Name.EndsWith(".png", StringComparison.Ordinal)), entry => Assert.Contains($"{{{entry.FullName}}}", tex, StringComparison.Ordinal));
        Assert.Equal(4, zip.Entries.Count(entry => entry.Name.EndsWith(".png", StringComparison.Ordinal)));
        var (first, crop) = (Decode(zip, "shodl.png"), Decode(zip, "shodl-region1.png"));
        Assert.Equal((64, 64), (first.Height, first.Width));
        Assert.Equal((12 * 30, 16 * 30), (crop.Height, crop.Width));
        for (var i = 0; i < 64; i += 5)
        {
            Assert.Equal(truth[i, 63 - i], first[i, 63 - i], 3);
        }

        Assert.Equal(truth[4 + 7, 8 + 9], crop[(7 * 30) + 15, (9 * 30) + 15], 3);
        Assert.Equal(tex.Count(letter => letter == '{'), tex.Count(letter => letter == '}'));
    }

    /// <summary>Four images of 4000 × 3000 panned and zoomed by the mouse; the frames' times are printed, not judged.</summary>
    [Fact]
    public async Task LargeImages_PannedAndZoomed_StayTogether()
    {
        const int height = 3000, width = 4000;
        var pixels = new float[height * width * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = ((i * 37) & 0xff) / 255f * ((i / 12000 & 64) == 0 ? 1 : 0.5f);
        }

        var png = ImageFile.EncodePng(new Image(height, width, 3, pixels));
        await using var tab = await site.Open("/runs");
        await tab.Page.Context.RouteAsync("**/runs/*/images/*", route => route.FulfillAsync(new() { BodyBytes = png, ContentType = "image/png" }));
        await tab.Go($"{Both}&v.zoom=fit");
        await tab.Page.WaitForSelectorAsync(".viewer[data-state=ready]", new() { Timeout = 120_000 });
        await tab.Page.EvaluateAsync(
            "() => { window.frames_ = []; window.long_ = []; let last = performance.now(); const tick = now => { frames_.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick);"
            + " new PerformanceObserver(list => list.getEntries().forEach(entry => long_.push(entry.duration))).observe({ entryTypes: ['longtask'] }); }");
        var box = (await tab.Page.Locator(".pane-stage canvas").First.BoundingBoxAsync())!;
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await Measure("zooming in", async () => { for (var i = 0; i < 12; i++) { await tab.Page.Mouse.MoveAsync(x, y); await tab.Page.Mouse.WheelAsync(0, -60); } });
        await Measure("panning at " + await tab.Page.Locator("[data-v=scale]").TextContentAsync(), Drag);
        await tab.Page.Keyboard.PressAsync("1");
        await Measure("panning at 100 %", Drag);
        await tab.Page.Keyboard.PressAsync("0");
        await Measure("pointing at fit", async () => { for (var i = 0; i < 60; i++) { await tab.Page.Mouse.MoveAsync(x + i - 30, y); } });
        await tab.Page.Keyboard.PressAsync("2");
        await tab.Page.WaitForTimeoutAsync(200);
        var places = await tab.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.pane-stage canvas')].map(c => JSON.stringify(c.pane.placed))");
        Assert.Equal(4, places.Length);
        Assert.Single(places.Distinct());
        Assert.Contains("\"scale\":2", places[0], StringComparison.Ordinal);
        Assert.Empty(tab.Errors);

        async Task Drag()
        {
            await tab.Page.Mouse.MoveAsync(x, y);
            await tab.Page.Mouse.DownAsync();
            for (var i = 0; i < 60; i++)
            {
                await tab.Page.Mouse.MoveAsync(x + (float)(60 * Math.Sin(i / 5.0)), y + (float)(60 * Math.Cos(i / 7.0)));
            }

            await tab.Page.Mouse.UpAsync();
        }

        async Task Measure(string what, Func<Task> act)
        {
            await tab.Page.EvaluateAsync("() => { frames_.length = 0; long_.length = 0; }");
            await act();
            var times = (await tab.Page.EvaluateAsync<double[]>("() => frames_")).Order().ToArray();
            var tasks = await tab.Page.EvaluateAsync<double[]>("() => long_");
            output.WriteLine($"{what}: {times.Length} frames, median {times[times.Length / 2]:0.0} ms, p95 {times[(int)(times.Length * 0.95)]:0.0} ms, longest {times[^1]:0.0} ms; {tasks.Length} tasks over 50 ms");
        }
    }

    private static Image Decode(ZipArchive zip, string ending)
    {
        using var stream = zip.Entries.Single(entry => entry.Name.EndsWith(ending, StringComparison.Ordinal)).Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return ImageFile.Decode(bytes.ToArray(), ending);
    }

    private static async Task<byte[]> Save(Tab tab, string kind)
    {
        await tab.Page.WaitForSelectorAsync(".viewer[data-state=ready]");
        await tab.Page.ClickAsync(".viewer summary:has-text('Figure')");
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.ClickAsync($"button[data-v=save][data-value={kind}]"));
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
