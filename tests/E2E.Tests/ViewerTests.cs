using System.Text.Json;
using Deque.AxeCore.Playwright;
using Hodl.Core.Imaging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>The image viewer: the pixels that it shows, its state in the address, its keys.</summary>
public sealed class ViewerTests(PicturedSite site) : IClassFixture<PicturedSite>
{
    private string Both => $"/images?runs={site.Runs[0]},{site.Runs[1]}";

    [Fact]
    public async Task Zoom_Whole_EveryPixelIsABlockOfItsOwnValue()
    {
        var name = (await site.Names())[0];
        var truth = await site.Pixels(site.Runs[0], name, "input");
        await using var tab = await Open($"{Both}&v.img={name}&v.zoom=3&v.cols=input,reference");
        foreach (var (x, y) in new[] { (0, 0), (31, 17), (63, 63) })
        {
            for (var corner = 0; corner < 4; corner++)
            {
                var shown = await At(tab, 0, x, y, corner % 2 * 2, corner / 2 * 2);
                Assert.Equal(Byte(truth, x, y), shown[0]);
            }
        }
    }

    [Fact]
    public async Task OneToOne_OnADenseScreen_IsOneDevicePixelAPixel()
    {
        var name = (await site.Names())[0];
        var truth = await site.Pixels(site.Runs[0], name, "reference");
        var context = await site.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 860 }, DeviceScaleFactor = 2 });
        await using var tab = new Tab(context, await context.NewPageAsync(), site.Address);
        await tab.Go($"{Both}&v.img={name}&v.zoom=1&v.cols=reference");
        await Ready(tab);
        var scale = await tab.Page.EvaluateAsync<double[]>("() => { const c = document.querySelector('.pane-stage canvas'); return [c.width / c.getBoundingClientRect().width, c.pane.placed.scale]; }");
        Assert.Equal(2, scale[0], 2);
        Assert.Equal(1, scale[1]);
        for (var i = 0; i < 64; i += 7)
        {
            Assert.Equal(Byte(truth, i, 63 - i), (await At(tab, 0, i, 63 - i))[0]);
        }
    }

    [Fact]
    public async Task Split_LeftOfTheDivider_IsA()
    {
        var name = (await site.Names())[0];
        var (a, b) = (await site.Pixels(site.Runs[0], name, "input"), await site.Pixels(site.Runs[0], name, "output"));
        await using var tab = await Open($"{Both}&v.img={name}&v.mode=split&v.split=0.5&v.a=input&v.b=r{site.Runs[0]}&v.zoom=4");
        foreach (var y in new[] { 5, 30, 58 })
        {
            Assert.Equal(Byte(a, 20, y), (await At(tab, 0, 20, y, 1, 1))[0]);
            Assert.Equal(Byte(b, 45, y), (await At(tab, 0, 45, y, 1, 1))[0]);
        }

        await Expect(tab.Page.Locator(".divider")).ToBeVisibleAsync();
        await tab.Page.Locator("[data-v=split]").FillAsync("0.9");
        await tab.At("v.split=0.9");
        await tab.Page.WaitForTimeoutAsync(100);
        Assert.Equal(Byte(a, 45, 30), (await At(tab, 0, 45, 30, 1, 1))[0]);
    }

    [Theory]
    [InlineData("signed")]
    [InlineData("abs")]
    public async Task ErrorMap_AtAPixel_HasTheColourOfItsError(string kind)
    {
        var name = (await site.Names())[1];
        var (image, truth) = (await site.Pixels(site.Runs[1], name, "output"), await site.Pixels(site.Runs[1], name, "reference"));
        await using var tab = await Open($"{Both}&v.img={name}&v.error={kind}&v.range=0.25&v.zoom=2&v.cols=r{site.Runs[1]},reference");
        var colours = await tab.Page.EvaluateAsync<int[]>($"async () => [...(await import('/js/viewer/tones.js')).colours('{kind}')]");
        foreach (var (x, y) in new[] { (3, 3), (40, 22), (60, 50) })
        {
            var error = (Byte(image, x, y) - Byte(truth, x, y)) / 255.0;
            var share = kind == "signed" ? 0.5 + (error / 0.5) : Math.Abs(error) / 0.25;
            var index = (int)Math.Clamp(Math.Floor((share * 255) + 0.5), 0, 255);
            Assert.Equal(colours[(3 * index)..((3 * index) + 3)], await At(tab, 0, x, y));
        }

        await Expect(tab.Page.Locator(".colour-bar")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".colour-bar")).ToContainTextAsync("0.25");
    }

    [Fact]
    public async Task Scrub_OuterAndInner_ShowsWhatWasRecordedThere()
    {
        var name = (await site.Names())[0];
        var (early, way) = (await site.Pixels(site.Runs[0], name, "output", 2), await site.Pixels(site.Runs[0], name, "output", 4, 1));
        await using var tab = await Open($"/runs/{site.Runs[0]}?tab=images&v.img={name}&v.step=2&v.zoom=2&v.cols=r{site.Runs[0]},reference");
        Assert.Equal(Byte(early, 33, 20), (await At(tab, 0, 33, 20))[0]);
        await Expect(tab.Page.Locator("[data-v-out=step]")).ToHaveTextAsync("step 2");
        await tab.Page.Locator("[data-v=step]").FillAsync("2");
        await Expect(tab.Page.Locator("[data-v-out=step]")).ToHaveTextAsync("step 4");
        await tab.Page.Locator("[data-v=inner]").FillAsync("0");
        await Expect(tab.Page.Locator("[data-v-out=inner]")).ToHaveTextAsync("k = 1");
        await Ready(tab);
        Assert.Equal(Byte(way, 33, 20), (await At(tab, 0, 33, 20))[0]);
        Assert.Contains("v.k=1", tab.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_Changed_ComesBackFromTheAddress()
    {
        await using var tab = await Open(Both);
        var page = tab.Page;
        await page.ClickAsync("button[data-v=mode][data-value=flip]");
        await page.ClickAsync("button[data-v=error][data-value=abs]");
        await page.ClickAsync("button[data-v=image][data-value='1']");
        await tab.At("v.img=");
        await Ready(tab);
        var box = (await page.Locator(".pane-stage canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.WheelAsync(0, -200);
        await tab.At("v.zoom=");
        await page.Keyboard.DownAsync("Shift");
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2) + 180, box.Y + (box.Height / 2) + 150, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.Keyboard.UpAsync("Shift");
        await Expect(page.Locator(".pane-quality tbody tr")).ToHaveCountAsync(4);
        await tab.At("v.crop=");
        var before = await State(tab);
        await page.ReloadAsync();
        await Ready(tab);
        await page.WaitForTimeoutAsync(300);
        Assert.Equal(before, await State(tab));
        Assert.Equal((await site.Names())[1], await page.Locator(".pane").GetAttributeAsync("data-image"));
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task Keys_OfTheList_DoWhatItSays()
    {
        await using var tab = await Open($"{Both}&v.a=input&v.b=reference");
        var page = tab.Page;
        await page.Locator(".viewer").FocusAsync();
        await page.Keyboard.PressAsync("f");
        await Expect(page.Locator(".pane figcaption strong")).ToHaveTextAsync("input");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator(".pane figcaption strong")).ToHaveTextAsync("reference");
        await page.Keyboard.PressAsync("4");
        await Expect(page.Locator("[data-v=scale]")).ToHaveTextAsync("400 %");
        await page.Keyboard.PressAsync("+");
        await Expect(page.Locator("[data-v=scale]")).ToHaveTextAsync("600 %");
        await page.Keyboard.PressAsync("e");
        await Expect(page.Locator("button[data-v=error][data-value=abs]")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("]");
        await Expect(page.Locator(".pane")).ToHaveAttributeAsync("data-image", (await site.Names())[1]);
        await Expect(page.Locator("[data-v=scale]")).ToHaveTextAsync("600 %");
        await page.Keyboard.PressAsync("h");
        await Expect(page.Locator(".pane-histogram")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^Histogram"));
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("dialog.viewer-keys")).ToBeVisibleAsync();
        var missing = await page.EvaluateAsync<string[]>(
            "async () => { const list = document.querySelector('.viewer-keys dl').textContent, names = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', ' ': 'Space', Escape: 'Esc', '=': '+', '-': '−' };"
            + " return Object.keys((await import('/js/viewer/input.js')).keys).filter(key => !list.includes(names[key] ?? key)); }");
        Assert.Empty(missing);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog.viewer-keys")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Matrix_TwoImages_PansAndReadsPixelsTogether()
    {
        var names = await site.Names();
        await using var tab = await Open($"{Both}&v.img={names[0]}&v.img={names[1]}&v.zoom=8");
        await Expect(tab.Page.Locator(".pane")).ToHaveCountAsync(8);
        var canvas = tab.Page.Locator(".pane-stage canvas").First;
        var box = (await canvas.BoundingBoxAsync())!;
        await tab.Page.Mouse.MoveAsync(box.X + 100, box.Y + 100);
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(box.X + 60, box.Y + 84, new() { Steps = 5 });
        await tab.Page.Mouse.UpAsync();
        await tab.Page.WaitForTimeoutAsync(300);
        var places = await tab.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.pane-stage canvas')].map(c => JSON.stringify(c.pane.placed))");
        Assert.Single(places.Distinct());
        var pixel = await tab.Page.EvaluateAsync<int[]>($"() => document.querySelector('.pane-stage canvas').pane.pixel({60}, {84})");
        var expected = Byte(await site.Pixels(site.Runs[0], names[0], "input"), pixel[0], pixel[1]);
        await Expect(tab.Page.Locator(".pane-values").First).ToHaveTextAsync($"{expected}");
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task Pages_AxeAndWidth_NothingSerious(int width, ColorScheme scheme)
    {
        var name = (await site.Names())[0];
        await using var tab = await site.Open("/images", width, scheme);
        foreach (var path in new[] { $"{Both}&v.img={name}&v.error=signed&v.crop=4,4,20,20;30,30,16,12&v.hist=on", $"{Both}&v.mode=split", $"/compare?runs={site.Runs[0]},{site.Runs[1]}" })
        {
            await tab.Go(path);
            await Ready(tab);
            await tab.Page.EvaluateAsync("() => { document.querySelector('.viewer-adjust').open = true; }");
            await tab.Page.WaitForTimeoutAsync(300);
            var found = (await tab.Page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{path}: {violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}");
            Assert.Empty(found);
            Assert.True(await tab.Overflow() == 0, $"{path} is wider than the window by {await tab.Overflow()} px.");
        }

        Assert.Empty(tab.Errors);
    }

    private static int Byte(Image image, int x, int y) => (int)MathF.Round(image[y, x] * 255);

    private async Task<Tab> Open(string path)
    {
        var tab = await site.Open(path);
        await Ready(tab);
        return tab;
    }

    private static Task<IElementHandle?> Ready(Tab tab) => tab.Page.WaitForSelectorAsync(".viewer[data-state=ready]");

    private static Task<JsonElement> Raw(Tab tab) => tab.Page.EvaluateAsync<JsonElement>("() => [...new URLSearchParams(location.search)].filter(([key]) => key.startsWith('v.'))");

    private static async Task<string> State(Tab tab) => (await Raw(tab)).GetRawText();

    /// <summary>The colour of a device pixel within the block of an image's pixel, on the canvas of a pane.</summary>
    private static Task<int[]> At(Tab tab, int pane, int x, int y, int dx = 0, int dy = 0) => tab.Page.EvaluateAsync<int[]>(
        "([pane, x, y, dx, dy]) => { const canvas = document.querySelectorAll('.pane-stage canvas')[pane], { left, top, scale } = canvas.pane.placed;"
        + " return [...canvas.getContext('2d').getImageData(left + x * scale + dx, top + y * scale + dy, 1, 1).data.slice(0, 3)]; }", new[] { pane, x, y, dx, dy });
}
