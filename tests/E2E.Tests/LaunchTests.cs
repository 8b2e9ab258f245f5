using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Hodl.E2E.Tests;

/// <summary>The launch form under a scientist's fingers.</summary>
public sealed class LaunchTests(Site site) : IClassFixture<Site>
{
    [Theory]
    [InlineData("non-unique-lower-level")]
    [InlineData("gradient-accuracy")]
    [InlineData("mri-mask")]
    public async Task EveryNumber_TypedWithExponentCommaAndReset_IsReadRefusedAndBack(string task)
    {
        var tasks = await site.Api.GetFromJsonAsync<JsonElement>("/api/v1/tasks");
        var one = tasks.EnumerateArray().Single(other => other.GetProperty("id").GetString() == task);
        var preset = one.GetProperty("presets")[0].GetProperty("settings");
        var numbers = one.GetProperty("settings").EnumerateArray().Where(setting => setting.GetProperty("type").GetString() is "whole" or "number").ToList();
        Assert.NotEmpty(numbers);
        await using var tab = await site.Open($"/launch?task={task}");
        await tab.Page.ClickAsync("details.advanced > summary");
        foreach (var setting in numbers)
        {
            var name = setting.GetProperty("name").GetString()!;
            var input = tab.Page.Locator($"#set-{name}");
            var usual = preset.GetProperty(name).GetDouble();
            var other = Other(setting, usual);
            await input.ClickAsync(new() { ClickCount = 3 });
            await input.PressSequentiallyAsync($" {other.ToString("0.################e0", CultureInfo.InvariantCulture)} ");
            await tab.At(address => Set(address, name) == other);
            await Expect(input).ToHaveAttributeAsync("aria-invalid", "false");

            await input.ClickAsync(new() { ClickCount = 3 });
            await input.PressSequentiallyAsync("1,5");
            await Expect(tab.Page.Locator($"#set-{name}-range")).ToContainTextAsync("has a comma");
            await Expect(input).ToHaveAttributeAsync("aria-invalid", "true");
            Assert.NotEqual(1.5, Set(tab.Page.Url, name));

            // By keyboard: notes above come and go with what is typed, and a pointer may meet another place by then.
            var reset = tab.Page.Locator($".setting:has(#set-{name}) button.reset");
            await Expect(reset).ToBeVisibleAsync();
            await reset.PressAsync("Enter");
            await tab.At(address => Set(address, name) is null);
            await Expect(input).ToHaveAttributeAsync("aria-invalid", "false");
            await Expect(input).Not.ToHaveValueAsync("1,5");
            Assert.Equal(usual, double.Parse(await input.InputValueAsync(), NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task Launch_WithAHalfTypedNumber_IsRefusedAtTheFieldAndInTheSummary()
    {
        await using var tab = await site.Open("/launch?task=non-unique-lower-level");
        await tab.Page.FillAsync("#set-K", "4x");
        await Expect(tab.Page.Locator("#set-K-range")).ToContainTextAsync("“4x” is not a number.");
        await tab.Page.ClickAsync("#launch");
        await Expect(tab.Page.Locator("#errors")).ToContainTextAsync("“4x” is not a number.");
        Assert.Contains("/launch", tab.Page.Url, StringComparison.Ordinal);
        Assert.Empty((await site.Api.GetFromJsonAsync<JsonElement>("/api/v1/runs")).EnumerateArray());
    }

    [Fact]
    public async Task Choices_At1280By900_StandWithoutScrolling()
    {
        await using var tab = await site.Open("/launch?task=regularized-sparse-coding");
        await tab.Page.SetViewportSizeAsync(1280, 900);
        foreach (var what in (string[])[".method", ".preset", "#seeds", "#find-setting", "#set-Rows", "#launch"])
        {
            await Expect(tab.Page.Locator(what).First).ToBeInViewportAsync(new() { Ratio = 1 });
        }
    }

    // An allowed value that is not the usual one.
    private static double Other(JsonElement setting, double usual)
    {
        var (least, most) = (Bound("minimum", -1e6), Bound("maximum", 1e6));
        double[] tried = [usual + 1, 2 * usual, usual / 2, least, most];
        return tried.First(value => value != usual && value >= least && value <= most && (setting.GetProperty("type").GetString() == "number" || value == Math.Round(value)));

        double Bound(string end, double otherwise) => setting.TryGetProperty(end, out var bound) && bound.ValueKind == JsonValueKind.Number ? bound.GetDouble() : otherwise;
    }

    private static double? Set(string address, string name) =>
        HttpUtility.ParseQueryString(new Uri(address).Query)["set." + name] is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
