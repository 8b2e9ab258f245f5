using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Hodl.Core.Imaging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>A trained ω from a run to a person's own image, all in the browser.</summary>
public sealed class ModelTests(PicturedSite site) : IClassFixture<PicturedSite>
{
    [Fact]
    public async Task Model_KeptFromARun_RestoresAnUploadedImage()
    {
        var input = new Image(40, 60, 3, [.. Enumerable.Range(0, 7200).Select(i => i % 13 == 0 ? 1f : i * 31 % 200 / 255f)]);
        var png = ImageFile.EncodePng(input);
        await using var tab = await site.Open($"/runs/{site.Runs[0]}");
        var page = tab.Page;
        await tab.Go((await page.GetByRole(AriaRole.Link, new() { Name = "Keep model" }).GetAttributeAsync("href"))!);
        await Expect(page.Locator("#model-run")).ToHaveValueAsync(new Regex($"^run {site.Runs[0]} ·"));
        await page.FillAsync("#model-name", "my salt");
        await page.ClickAsync("button[type=submit]");
        await Expect(page.Locator("h1")).ToHaveTextAsync("my salt");

        var picker = page.Locator(".upload input[type=file]");
        await Expect(picker).ToBeEnabledAsync();
        await picker.SetInputFilesAsync((FilePayload[])
        [
            new() { Name = "mine.png", MimeType = "image/png", Buffer = png },
            new() { Name = "cut.png", MimeType = "image/png", Buffer = png[..(png.Length / 2)] },
            new() { Name = "wide.png", MimeType = "image/png", Buffer = ImageFile.EncodePng(new Image(1, 60_000, 1, new float[60_000])) },
            new() { Name = "notes.png", MimeType = "image/png", Buffer = "no image"u8.ToArray() },
        ]);
        await Expect(page.Locator(".upload-errors li")).ToHaveCountAsync(3);
        await Expect(page.Locator(".upload-errors")).ToContainTextAsync("60000 × 1 pixels");
        await Expect(page.Locator(".pane")).ToHaveCountAsync(2);
        await page.WaitForSelectorAsync(".viewer[data-state=ready]");
        await Expect(page.Locator(".pane figcaption strong")).ToHaveTextAsync(["your image", "restored"]);
        var shown = await page.EvaluateAsync<int[]>(
            "() => { const canvas = document.querySelector('.pane-stage canvas'), { left, top, scale } = canvas.pane.placed; return [...canvas.getContext('2d').getImageData(left + 7 * scale, top + 5 * scale, 1, 1).data.slice(0, 3)]; }");
        Assert.Equal([.. Enumerable.Range(0, 3).Select(channel => (int)MathF.Round(input[5, 7, channel] * 255))], shown);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "mine.png" }).ClickAsync());
        Assert.Equal("mine-restored.png", download.SuggestedFilename);
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        var restored = ImageFile.Decode(bytes.ToArray(), "restored");
        Assert.Equal((40, 60, 1), (restored.Height, restored.Width, restored.Channels));

        // The results are in the address.
        await page.ReloadAsync();
        await Expect(page.Locator(".pane")).ToHaveCountAsync(2);
        await page.WaitForSelectorAsync(".viewer[data-state=ready]");
        Assert.Empty((await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }

    [Fact]
    public async Task Model_ExportedDeletedImported_IsThereAgain()
    {
        var kept = await site.Api.PostAsync($"/api/v1/runs/{site.Runs[1]}/model?name=travelling", null);
        Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync());
        await using var tab = await site.Open("/models", 400, ColorScheme.Dark);
        var page = tab.Page;
        Assert.Equal(0, await tab.Overflow());
        Assert.Empty((await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        var row = page.Locator("table.models tbody tr", new() { HasText = "travelling" });
        var download = await page.RunAndWaitForDownloadAsync(() => row.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync());
        var file = await download.PathAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete travelling" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await page.Locator(".upload input[type=file]").SetInputFilesAsync(new FilePayload { Name = "model.zip", MimeType = "application/zip", Buffer = await File.ReadAllBytesAsync(file) });
        await Expect(page.Locator("h1")).ToHaveTextAsync("travelling");
        await Expect(page.Locator(".run-meta")).ToContainTextAsync("imported");
        Assert.Empty(tab.Errors);
    }
}
