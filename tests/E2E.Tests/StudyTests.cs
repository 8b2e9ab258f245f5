using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>A method study from the form to its curves.</summary>
public sealed class StudyTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Study_TwoMethodsOnTwoProblems_DrawsCurvesProfileAndResults()
    {
        await using var tab = await site.Open("/studies?problems=strongly%20convex,ridge&methods=ift,hoag");
        var page = tab.Page;
        await Expect(page.Locator(".method[aria-pressed=true]")).ToHaveCountAsync(4);
        await page.FillAsync("#study-budget", "none");
        await page.ClickAsync("#study-start");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Gradients: none is not allowed");
        await page.FillAsync("#study-budget", "800");
        await page.FillAsync("#study-name", "two and two");
        await page.ClickAsync("#study-start");
        await Expect(page).ToHaveURLAsync(new Regex("/studies/[0-9]+$"));
        await Expect(page.Locator("h1")).ToHaveTextAsync("two and two");
        await Expect(page.Locator(".lead")).ToContainTextAsync("4 of 4 runs finished", new() { Timeout = 90_000 });
        await Expect(page.Locator(".lines .scatterlayer .trace")).ToHaveCountAsync(4);
        await Expect(page.Locator("table.results tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator("table.results .best").First).ToBeVisibleAsync();

        // The axis and the problem are in the address.
        await page.GetByRole(AriaRole.Link, new() { Name = "Hessian-vector products" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("x=products")); // the other link's address follows from it
        await page.GetByRole(AriaRole.Link, new() { Name = "ridge" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("x=products&problem=ridge"));
        await Expect(page.Locator(".lines .xtitle").First).ToHaveTextAsync("Hessian-vector products");
        await page.GetByRole(AriaRole.Button, new() { Name = "HOAG" }).First.ClickAsync();
        await Expect(page.Locator(".lines").First.Locator(".scatterlayer .trace")).ToHaveCountAsync(1);
        Assert.Equal(0, await tab.Overflow());
        Assert.Empty((await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        Assert.Empty(tab.Errors);
    }
}
