using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>A team's first day: the admin's link, a user, a token, a run with a note, a link for somebody without an account.</summary>
public sealed class TeamTests(TeamSite site) : IClassFixture<TeamSite>
{
    private const string Password = "a long enough password";
    private readonly List<string> found = [];

    [Fact]
    public async Task FirstDay_AdminUserTokenShare_EachSeesWhatTheyMay()
    {
        await using var admin = await site.Open("/account/login");
        await Look(admin, "/account/login");
        await admin.Go(await site.FirstLink());
        await Look(admin, "the first link");
        await admin.Page.FillAsync("[name='Form.Name']", "ada");
        await admin.Page.FillAsync("[name='Form.Password']", Password);
        await admin.Page.FillAsync("[name='Form.Again']", Password);
        await admin.Page.ClickAsync("button[type=submit]");
        await Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = "Runs", Exact = true })).ToBeVisibleAsync();

        var run = await Launch(admin);
        var invitation = await AddUser(admin);
        await Notes(admin, run);
        var shared = await Share(admin, run);
        await UserSees(invitation, run);
        await HolderSees(shared, run);
        await SignOut(admin);
        Assert.Empty(admin.Errors);
        Assert.Empty(found);
    }

    private async Task<long> Launch(Tab admin)
    {
        await admin.Go("/settings");
        await admin.Page.FillAsync("#token-name", "journey");
        await admin.Choose("#token-scope", "read, launch and log");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Make token" }).ClickAsync();
        site.Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await admin.Page.Locator("#token").TextContentAsync());
        await Look(admin, "/settings");
        var run = (await site.Launch(FilledSite.Brief([1])))[0];
        await site.Reaches(run, TimeSpan.FromSeconds(90), "finished");
        return run;
    }

    private async Task<string> AddUser(Tab admin)
    {
        await admin.Go("/users");
        await admin.Page.FillAsync("#user-name", "vic");
        await admin.Page.ClickAsync("text=Add user");
        var link = await admin.Page.Locator("#invitation").TextContentAsync();
        await Look(admin, "/users");
        return new Uri(link!).AbsolutePath;
    }

    private async Task Notes(Tab admin, long run)
    {
        await admin.Go("/projects");
        await admin.Page.FillAsync("#project-name", "Toy problems");
        await admin.Page.ClickAsync("text=Make project");
        await Expect(admin.Page.Locator("tbody th")).ToHaveTextAsync("Toy problems");
        await Look(admin, "/projects");
        await admin.Go($"/runs/{run}?tab=notes");
        await admin.Choose("#run-project", "Toy problems");
        await admin.Page.FillAsync("#new-tag", "figure 3");
        await admin.Page.Keyboard.PressAsync("Enter");
        await Expect(admin.Page.GetByRole(AriaRole.Link, new() { Name = "figure 3" })).ToBeVisibleAsync();
        await admin.Page.ClickAsync("#write-note");
        await admin.Page.FillAsync("#note", "Converges for **K = 40**. <img src=x onerror=alert(1)>");
        await admin.Page.ClickAsync("#save-note");
        await Expect(admin.Page.Locator(".markdown strong")).ToHaveTextAsync("K = 40");
        await admin.Page.FillAsync("#comment", "Agreed.");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Comment" }).ClickAsync();
        await Expect(admin.Page.Locator(".comment")).ToHaveCountAsync(1);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Star" }).ClickAsync();
        await Look(admin, "notes");
        await admin.Go("/runs?project=Toy%20problems&tag=figure%203&star=1");
        await Expect(admin.Page.Locator("tr[data-run]")).ToHaveCountAsync(1);
        await Expect(admin.Page.Locator(".project")).ToContainTextAsync("Toy problems");
        await Look(admin, "filtered runs");
    }

    private static async Task<string> Share(Tab admin, long run)
    {
        await admin.Go($"/runs/{run}");
        await admin.Page.ClickAsync("button.share");
        await admin.Page.ClickAsync("text=Make a link");
        return new Uri((await admin.Page.Locator(".share-link").TextContentAsync())!).AbsolutePath;
    }

    private async Task UserSees(string invitation, long run)
    {
        await using var user = await site.Open(invitation);
        await user.Page.FillAsync("[name='Form.Password']", Password);
        await user.Page.FillAsync("[name='Form.Again']", Password);
        await user.Page.ClickAsync("button[type=submit]");
        await Expect(user.Page.Locator("tr[data-run]")).ToHaveCountAsync(1);
        await Expect(user.Page.Locator(".nav a[href='/launch']")).ToHaveCountAsync(0);
        await user.Go($"/runs/{run}?tab=charts");
        await user.Points("phi");
        await Expect(user.Page.Locator("#repeat")).ToHaveCountAsync(0);
        await Expect(user.Page.Locator("#delete")).ToHaveCountAsync(0);
        await user.Page.GotoAsync(site.Address + "/users");
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Your role does not allow this page" })).ToBeVisibleAsync();
        Assert.Empty(user.Errors);
    }

    private async Task HolderSees(string shared, long run)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var holder = await site.Open(shared, scheme: scheme);
            await holder.Points("phi");
            await Expect(holder.Page.Locator(".nav, .search, a[href^='/runs'], a[href='/launch'], #repeat, #delete")).ToHaveCountAsync(0);
            await Look(holder, "shared");
            Assert.Empty(holder.Errors);
            await holder.Page.GotoAsync($"{site.Address}/runs/{run}");
            await Expect(holder.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        }

        await using var stranger = await site.Open("/shared/1");
        await Expect(stranger.Page.GetByRole(AriaRole.Heading, new() { Name = "This link shows nothing any more" })).ToBeVisibleAsync();
    }

    private static async Task SignOut(Tab admin)
    {
        await admin.Go("/audit");
        await Expect(admin.Page.Locator("tbody")).ToContainTextAsync("share");
        await admin.Page.ClickAsync(".user > button");
        await admin.Page.ClickAsync("text=Sign out");
        await Expect(admin.Page).ToHaveURLAsync(new Regex("/account/login"));
        await admin.Page.GotoAsync(new Uri(admin.Page.Url).GetLeftPart(UriPartial.Authority) + "/runs");
        await Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    // Readable by all, and no wider than a telephone.
    private async Task Look(Tab tab, string what)
    {
        await tab.Page.WaitForTimeoutAsync(150);
        var result = await tab.Page.RunAxe();
        found.AddRange(result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{what}: {violation.Id}, {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}"));
        await tab.Page.SetViewportSizeAsync(400, 860);
        // Charts follow the window a moment later.
        var by = 0;
        for (var wait = 0; wait < 30 && (wait == 0 || by > 0); wait++)
        {
            await tab.Page.WaitForTimeoutAsync(150);
            by = await tab.Overflow();
        }

        if (by > 0)
        {
            found.Add($"{what}: {by} px wider than 400");
        }

        if (Environment.GetEnvironmentVariable("HODL_SHOTS") is { Length: > 0 } folder)
        {
            var name = Regex.Replace(what, @"\W+", "-").Trim('-') + Guid.NewGuid().ToString("N")[..4];
            await tab.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + "-400.png") });
            await tab.Page.SetViewportSizeAsync(1280, 860);
            await tab.Page.WaitForTimeoutAsync(150);
            await tab.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + "-1280.png") });
        }

        await tab.Page.SetViewportSizeAsync(1280, 860);
    }
}
