using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>A table's way: asked, saved, opened down to its runs, taken elsewhere.</summary>
public sealed class TableTests(FilledSite site) : IClassFixture<FilledSite>
{
    [Fact]
    public async Task Table_AskSaveOpenExport_Live()
    {
        await using var tab = await site.Open("/tables");
        var page = tab.Page;
        await Expect(page.Locator(".exhibit")).ToHaveCountAsync(18);
        await page.ClickAsync("a[href='/tables/new']");

        // Asked and saved.
        await page.FillAsync("#table-name", "Distances");
        await page.Locator("#table-name").BlurAsync();
        await Expect(page).ToHaveURLAsync(new Regex("name=Distances"));
        await page.GetByRole(AriaRole.Button, new() { Name = "solution_distance" }).ClickAsync();
        await Expect(page.Locator("table.results thead tr:last-child th")).ToHaveCountAsync(2);
        await page.ClickAsync("#save-table");
        await Expect(page).ToHaveURLAsync(new Regex("/tables/[0-9]+$"));
        await Expect(page.Locator("h1")).ToHaveTextAsync("Distances");

        // A cell leads to its runs and the command.
        await Expect(page.Locator("table.results tbody .n")).ToHaveTextAsync(" n = 2", new() { UseInnerText = false });
        await page.FocusAsync("table.results button.cell");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".cell-details code").First).ToContainTextAsync("run non-unique-lower-level --method shodl");
        Assert.Contains("cell=1.1", page.Url, StringComparison.Ordinal);
        await tab.Choose("#table-test", "paired t, Holm");
        await Expect(page).ToHaveURLAsync(new Regex("test=t"));

        // Elsewhere: text, picture, page.
        Assert.Contains("\\toprule", await page.GetByRole(AriaRole.Button, new() { Name = "Copy as LaTeX (booktabs)" }).GetAttributeAsync("data-copy"), StringComparison.Ordinal);
        var picture = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("[data-png]"));
        Assert.Equal("distances.png", picture.SuggestedFilename);
        await using var png = await picture.CreateReadStreamAsync();
        var head = new byte[24];
        await png.ReadExactlyAsync(head);
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(head, 0, 8));
        Assert.True((head[18] << 8) + head[19] > 600, "The picture is narrower than its text.");
        var file = await page.RunAndWaitForDownloadAsync(() => page.GetByText("HTML page").ClickAsync());
        var saved = Path.Combine(Path.GetTempPath(), $"hodl-{Guid.NewGuid():N}.html");
        await file.SaveAsAsync(saved);
        await page.GotoAsync("file://" + saved);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Distances");
        await Expect(page.Locator("svg").First).ToBeVisibleAsync();
        File.Delete(saved);

        // Live: a further seed joins the cell.
        await tab.Go("/tables/1");
        await Expect(page.Locator("table.results tbody .n")).ToContainTextAsync("n = 2");
        var more = await site.Launch(FilledSite.Brief([9]));
        await site.Reaches(more[0], TimeSpan.FromSeconds(60), "finished");
        await Expect(page.Locator("table.results tbody .n")).ToContainTextAsync("n = 3");
        Assert.Empty(tab.Errors);
    }
}
