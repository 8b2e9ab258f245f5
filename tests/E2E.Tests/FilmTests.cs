using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>The film of a GAN's samples: it follows the run, is scrubbed and played, and keeps its step in the address.</summary>
public sealed class FilmTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Film_OfARun_FollowsItAndIsScrubbedAndPlayed()
    {
        var id = (await site.Launch(new
        {
            task = "gan-modes",
            methods = (string[])["vgan"],
            preset = "quick",
            set = new Dictionary<string, string> { ["OuterSteps"] = "200", ["EvaluateEvery"] = "40", ["BatchSize"] = "16", ["Samples"] = "200" },
        }))[0];
        await using var tab = await site.Open($"/runs/{id}");
        var film = tab.Page.Locator(".film");
        await Expect(film).ToHaveAttributeAsync("data-step", "200", new() { Timeout = 90_000 });
        await Expect(film.Locator("[data-film=count]")).ToHaveTextAsync("6 of 6");
        await Expect(film.Locator(".film-strip button")).ToHaveCountAsync(6);
        await Expect(film.Locator("[data-film=words]")).ToContainTextAsync("modes covered");

        var slider = film.Locator("[data-film=step]");
        await slider.PressAsync("Home");
        await slider.PressAsync("ArrowRight");
        await Expect(film).ToHaveAttributeAsync("data-step", "40");
        await tab.At("film=40");
        var early = await film.Locator("[data-film=screen]").GetAttributeAsync("src");
        await tab.Go($"/runs/{id}?film=40");
        await Expect(film).ToHaveAttributeAsync("data-step", "40");
        Assert.Equal(early, await film.Locator("[data-film=screen]").GetAttributeAsync("src"));

        await film.Locator("[data-film=play]").PressAsync("Space");
        await Expect(film).ToHaveAttributeAsync("data-step", "200");
        Assert.NotEqual(early, await film.Locator("[data-film=screen]").GetAttributeAsync("src"));
        await Expect(film.Locator("[data-film=play]")).ToHaveTextAsync("Play");
        await film.Locator(".film-strip button").First.ClickAsync();
        await Expect(film).ToHaveAttributeAsync("data-step", "0");
        Assert.Empty(tab.Errors);

        await using var narrow = await site.Open($"/runs/{id}", 400, ColorScheme.Dark);
        await Expect(narrow.Page.Locator(".film")).ToHaveAttributeAsync("data-step", "200");
        Assert.True(await narrow.Overflow() <= 0);
        var serious = (await narrow.Page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical").ToList();
        Assert.True(serious.Count == 0, string.Join("\n", serious.Select(violation => $"{violation.Id}: {violation.Help}")));
    }
}
