using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Hodl.Core.Imaging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>Images that a client of MLflow leaves, in the viewer: alone, and beside our own run.</summary>
public sealed class ClientImageTests(PicturedSite site) : IClassFixture<PicturedSite>
{
    private const string Mlflow = "/api/2.0/mlflow";

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task ClientRun_InTheViewer_ShowsItsPixelsAndMeasures(int width, ColorScheme scheme)
    {
        var (client, uri) = await Run($"client {width}");
        var names = await site.Names();
        var outputs = new Dictionary<string, Image>();
        foreach (var name in names)
        {
            outputs[name] = Darker(await site.Pixels(site.Runs[0], name, "output"));
            await Upload(uri, $"restored/{name}.png", ImageFile.EncodePng(outputs[name]));
        }

        foreach (var runs in new[] { $"{client}", $"{client},{site.Runs[0]}" })
        {
            await using var tab = await site.Open($"/images?runs={runs}", width, scheme);
            await tab.Page.WaitForSelectorAsync(".viewer[data-state=ready]");
            var pane = tab.Page.Locator($".pane[data-column=r{client}]");
            await Expect(pane).ToHaveAttributeAsync("data-state", "ready");
            var shown = await pane.GetAttributeAsync("data-image");
            Assert.Equal(Byte(outputs[shown!], 31, 17), await At(tab, client, 31, 17));
            await Expect(pane.Locator("[data-psnr]").First).Not.ToHaveTextAsync("…");
            await Expect(tab.Page.Locator(".pane[data-column=reference]")).ToHaveCountAsync(1);
            Assert.Equal(0, await tab.Overflow());
            Assert.Empty(tab.Errors);
        }
    }

    [Fact]
    public async Task PageOpenedBeforeTheImages_ShowsThemAsTheyCome()
    {
        var (client, uri) = await Run("late client");
        var name = (await site.Names())[0];
        await using var tab = await site.Open($"/images?runs={client}");
        var output = Darker(await site.Pixels(site.Runs[0], name, "output"));
        await Upload(uri, $"restored/{name}.png", ImageFile.EncodePng(output));
        await Expect(tab.Page.Locator($".pane[data-column=r{client}]")).ToHaveAttributeAsync("data-state", "ready");
        Assert.Equal(Byte(output, 40, 22), await At(tab, client, 40, 22));
        await Upload(uri, "restored/another.png", ImageFile.EncodePng(output));
        await Expect(tab.Page.Locator("[data-v=images] option")).ToHaveCountAsync(2);
        Assert.Empty(tab.Errors);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    public async Task Matching_RuleChanged_MeasuredAgainAndUnmatchedNamed(int width, ColorScheme scheme)
    {
        var (client, uri) = await Run($"suffixed {width}");
        var name = (await site.Names())[0];
        await Upload(uri, $"restored/{name}_x2.png", ImageFile.EncodePng(Darker(await site.Pixels(site.Runs[0], name, "output"))));
        await Upload(uri, "restored/other.png", ImageFile.EncodePng(Darker(await site.Pixels(site.Runs[0], name, "output"))));
        await using var tab = await site.Open($"/runs/{client}?tab=images", width, scheme);
        var page = tab.Page;
        var row = page.Locator($"#matching tr[data-file='{name}_x2']");
        await Expect(row).ToContainTextAsync("no run has a reference of that name");
        await Expect(page.Locator("#match")).ToBeDisabledAsync();

        await page.FillAsync("#match-pattern", "x2");
        await page.ClickAsync("#match");
        await Expect(page.Locator("#matching [role=alert]")).ToContainTextAsync("pattern = x2: allowed is text");
        await page.FillAsync("#match-pattern", "*_x2");
        await page.ClickAsync("#match-from");
        await page.Locator(".mud-popover-open").GetByText(new Regex($"^run {site.Runs[0]} ·")).ClickAsync();
        await page.ClickAsync("#match");
        await Expect(row).ToContainTextAsync($"run {site.Runs[0]}");
        await Expect(row.Locator("td").First).ToHaveTextAsync(name);
        await Expect(page.Locator("#matching [role=status]")).ToContainTextAsync("One image is not measured.");
        await Expect(page.Locator("#matching tr[data-file=other]")).ToContainTextAsync($"it does not fit *_x2, and run {site.Runs[0]} has no reference of that name");
        await page.WaitForSelectorAsync(".viewer[data-state=ready]");
        await Expect(page.Locator(".pane[data-column=reference]")).ToHaveCountAsync(1);
        Assert.Equal(0, await tab.Overflow());
        Assert.Empty((await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task Viewer_UntilItsScriptIsThere_KeepsTheirPlace()
    {
        await using var tab = await site.Open("/runs");
        var script = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/js/viewer/viewer.js", async route =>
        {
            await script.Task;
            await route.ContinueAsync();
        });
        await tab.Go($"/images?runs={site.Runs[0]}");
        var place = (await tab.Page.Locator(".panes").BoundingBoxAsync())!;
        Assert.True(place.Height >= 240, $"{place.Height} px where the pictures will be");
        script.SetResult();
        await tab.Page.WaitForSelectorAsync(".viewer[data-state=ready]");
        Assert.Empty(tab.Errors);
    }

    private static int Byte(Image image, int x, int y) => (int)MathF.Round(image[y, x] * 255);

    // What a PNG of it holds.
    private static Image Darker(Image image) => ImageFile.Decode(ImageFile.EncodePng(new Image(image.Height, image.Width, image.Channels,
        [.. image.Pixels.Select(value => value * 0.75f)])), "darker");

    private static Task<int> At(Tab tab, long run, int x, int y) => tab.Page.EvaluateAsync<int>(
        "([column, x, y]) => { const canvas = document.querySelector(`.pane[data-column=${column}] canvas`), { left, top, scale } = canvas.pane.placed;"
        + " return canvas.getContext('2d').getImageData(left + x * scale, top + y * scale, 1, 1).data[0]; }", new object[] { $"r{run}", x, y });

    private async Task<(long Id, string Uri)> Run(string name)
    {
        var made = await Post("/runs/create", new { experiment_id = "0", run_name = name, start_time = 1_700_000_000_000 });
        var info = made.GetProperty("run").GetProperty("info");
        var runs = (await site.Api.GetFromJsonAsync<JsonElement>("/api/v1/runs")).EnumerateArray();
        return (runs.Max(run => run.GetProperty("id").GetInt64()), info.GetProperty("artifact_uri").GetString()!.Replace("mlflow-artifacts:/", "", StringComparison.Ordinal));
    }

    private async Task Upload(string uri, string path, byte[] file)
    {
        var answer = await site.Api.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/{uri.TrimStart('/')}/{path}", new ByteArrayContent(file));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> Post(string call, object body)
    {
        var answer = await site.Api.PostAsJsonAsync(Mlflow + call, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
