using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>The page of data sets, on a data folder made for the test.</summary>
public sealed class DatasetTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Datasets_FoundAndMissing_CheckedByKeyboard()
    {
        site.Data("set3c/butterfly.png", Site.Png);
        site.Data("set3c/leaves.png", Site.Png[..60]);
        await using var tab = await site.Open("/datasets");
        var row = tab.Page.Locator("tr[data-dataset=set3c]");

        await Expect(row).ToContainTextAsync("2 of 3");
        await Expect(row).ToContainTextAsync("8 × 8");
        await Expect(tab.Page.Locator("tr[data-dataset=rain100h]")).ToContainTextAsync("icst.pku.edu.cn");
        await row.GetByRole(AriaRole.Button, new() { Name = "Check the files of set3c" }).FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(row.Locator(".verdict.warn")).ToContainTextAsync("Other files");
        await Expect(row.Locator(".verdict.bad")).ToContainTextAsync("1 damaged file");
        await row.Locator("summary").ClickAsync();
        await Expect(row.Locator(".damaged li")).ToContainTextAsync("leaves.png");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Missing" }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("show=missing$"));
        await Expect(row).ToHaveCountAsync(0);
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task Launch_FolderThatIsNotThere_SaidBeforeAndRefused()
    {
        await using var tab = await site.Open("/launch?task=constrained-sparse-coding&set.TestData=no-such-folder");

        await Expect(tab.Page.Locator("#data-missing")).ToContainTextAsync("belongs in the folder no-such-folder");
        await Expect(tab.Page.Locator("#data-notices")).ToHaveCountAsync(1);
        await tab.Page.Locator("#launch").ClickAsync();
        await Expect(tab.Page.Locator("#errors")).ToContainTextAsync("no-such-folder");
        Assert.Empty(tab.Errors);
    }
}
