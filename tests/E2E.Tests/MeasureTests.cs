using System.Globalization;
using System.Text.Json;
using Deque.AxeCore.Playwright;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>A person's own images against their references, in the browser.</summary>
public sealed class MeasureTests(Site site) : IClassFixture<Site>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hodl-e2e-measured-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task Folders_MatchedByName_MeasuredAsOnTheCommandLine(int width, ColorScheme scheme)
    {
        for (var i = 0; i < 3; i++)
        {
            Write($"restored/{i}.png", i);
            Write($"truth/{i}.png", i + 7);
        }

        Write("restored/lonely.png", 1);
        Write("truth/other.png", 1);
        Write("restored/broken.png", 1, 60);
        Write("truth/broken.png", 1);
        Write("restored/below/deep.png", 1);
        File.WriteAllText(Path.Combine(_folder.FullName, "restored", "notes.txt"), "notes");
        await using var tab = await site.Open("/measure", width, scheme);
        var page = tab.Page;
        await Expect(page.GetByText("No files yet")).ToBeVisibleAsync();
        await Expect(page.Locator("#measure")).ToBeDisabledAsync();

        await Folder(page, "Images", "restored");
        await Expect(page.Locator("[data-side=Images] [data-count]")).ToHaveTextAsync("5 files");
        await Expect(page.Locator("[data-side=Images] .upload-errors")).ToContainTextAsync("1 other file of the folder was passed over.");
        await Folder(page, "References", "truth");
        await Expect(page.Locator("#matched")).ToContainTextAsync("4 pairs, matched by name, whatever the ending. Images without a reference: lonely. References without an image: other.");
        await page.FillAsync("#border", "2");
        await page.ClickAsync("#measure");

        await Expect(page.Locator("#unmeasured")).ToContainTextAsync("restored/broken.png".Replace("restored", "images", StringComparison.Ordinal));
        await Expect(page.Locator(".measured tbody tr")).ToHaveCountAsync(4);
        using var metrics = new FullReferenceMetrics("");
        var expected = Enumerable.Range(0, 3).Average(i => metrics.Of(Decoded(i), Decoded(i + 7), 2)["psnr_rgb_crop2"]);
        await Expect(page.Locator("[data-metric=psnr_rgb_crop2]")).ToHaveTextAsync(expected.ToString("0.0000", CultureInfo.InvariantCulture));
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        var csv = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(5, csv.Length);
        Assert.StartsWith("file,psnr_y_crop2,", csv[0], StringComparison.Ordinal);
        Assert.Equal(expected, double.Parse(csv[^1].Split(',')[csv[0].Split(',').ToList().IndexOf("psnr_rgb_crop2")], CultureInfo.InvariantCulture), 9);
        download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "JSON" }).ClickAsync());
        var json = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync())).RootElement;
        Assert.Equal("broken", json.GetProperty("failed")[0].GetProperty("name").GetString());

        Assert.Equal(0, await tab.Overflow());
        Assert.Empty((await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        Assert.Empty(tab.Errors);

        // Another border, the same files; then none.
        await page.FillAsync("#border", "99999");
        await page.ClickAsync("#measure");
        await Expect(page.Locator(".note.bad[role=alert]").First).ToContainTextAsync("border = 99999: allowed is 0 … 9999");
        await page.ClickAsync("#clear");
        await Expect(page.GetByText("No files yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task TwoFiles_Dropped_MeasuredWhateverTheirNames_AndGoneWithThePage()
    {
        await using var tab = await site.Open("/measure");
        var page = tab.Page;
        await Drop(page, "Images", "mine.png", Bytes(1));
        await Drop(page, "References", "truth.png", Bytes(2));
        await Expect(page.Locator("#matched")).ToContainTextAsync("1 pair, matched by being one file on each side.");
        await page.ClickAsync("#measure");
        using var metrics = new FullReferenceMetrics("");
        await Expect(page.Locator("[data-metric=ssim_y]")).ToHaveTextAsync(metrics.Of(Decoded(1), Decoded(2))["ssim_y"].ToString("0.0000", CultureInfo.InvariantCulture));
        var address = (await page.GetByRole(AriaRole.Link, new() { Name = "JSON" }).GetAttributeAsync("href"))!;
        Assert.True((await site.Api.GetAsync(address)).IsSuccessStatusCode);

        await page.GetByRole(AriaRole.Link, new() { Name = "Datasets" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Datasets");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await site.Api.GetAsync(address)).StatusCode);
        Assert.Empty(tab.Errors);
    }

    private static async Task Drop(IPage page, string side, string name, byte[] bytes) => await page.Locator($"[data-side={side}] .upload").EvaluateAsync(
        "(box, [name, base64]) => { const data = new DataTransfer(); data.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name, { type: 'image/png' }));"
        + " box.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })); }", new[] { name, Convert.ToBase64String(bytes) });

    private static byte[] Bytes(int seed) => ImageFile.EncodePng(new Image(48, 56, 3, [.. Enumerable.Range(0, 3 * 48 * 56).Select(i => (i * 31 + (seed * 17)) % 251 / 255f)]));

    private static Image Decoded(int seed) => ImageFile.Decode(Bytes(seed), "decoded");

    private async Task Folder(IPage page, string side, string name)
    {
        var picker = page.Locator($"[data-side={side}] input[webkitdirectory]");
        await Expect(picker).ToBeEnabledAsync();
        await picker.SetInputFilesAsync(Path.Combine(_folder.FullName, name));
    }

    private void Write(string name, int seed, int most = int.MaxValue)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bytes = Bytes(seed);
        File.WriteAllBytes(path, bytes[..Math.Min(most, bytes.Length)]);
    }
}
