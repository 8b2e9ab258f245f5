namespace Hodl.Components.Tests.Frame;

public class FrameTests : ComponentTest
{
    [Fact]
    public void Icon_EveryName_IsDrawnAndHiddenFromReaders()
    {
        foreach (var name in Icon.Paths.Keys)
        {
            var svg = Render<Icon>(parameters => parameters.Add(icon => icon.Name, name)).Find("svg");
            Assert.Equal("true", svg.GetAttribute("aria-hidden"));
            Assert.NotEmpty(svg.QuerySelector("path")!.GetAttribute("d")!);
        }
    }

    [Fact]
    public void ErrorNote_WithDetail_OffersToCopyIt()
    {
        var note = Render<ErrorNote>(parameters => parameters.Add(p => p.Title, "The runs cannot be read").Add(p => p.Meaning, "Nothing is lost.").Add(p => p.Detail, "line 1"));
        Assert.Equal("alert", note.Find(".note").GetAttribute("role"));
        Assert.Equal("line 1", note.Find("[data-copy]").GetAttribute("data-copy"));
        Assert.Contains("Nothing is lost.", note.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyState_WithAction_ShowsIt()
    {
        var empty = Render<EmptyState>(parameters => parameters.Add(p => p.Title, "No runs yet").Add(p => p.Text, "They appear here.").AddChildContent("<a href=\"/launch\">Launch</a>"));
        Assert.Equal("/launch", empty.Find(".actions a").GetAttribute("href"));
        Assert.Equal("No runs yet", empty.Find("h2").TextContent);
    }

    [Fact]
    public void RelativeTime_Moment_ExactOnHover()
    {
        var time = Render<RelativeTime>(parameters => parameters.Add(p => p.At, FakeRuns.Noon).Add(p => p.Now, FakeRuns.Noon.AddMinutes(12))).Find("time");
        Assert.Equal("12 min ago", time.TextContent);
        Assert.Equal("2026-01-02 12:00:00 UTC", time.GetAttribute("title"));
    }

    [Theory]
    [InlineData("φ_K — learning objective", "φ<sub>K</sub> — learning objective")]
    [InlineData("‖u^K − T(u^K)‖_G", "‖u<sup>K</sup> − T(u<sup>K</sup>)‖<sub>G</sub>")]
    [InlineData("u^{k−1}", "u<sup>k−1</sup>")]
    [InlineData("psnr_gray", "psnr_gray")]
    [InlineData("a < b", "a &lt; b")]
    public void MathMarkup_Indices_RaisedAndLowered(string text, string html) => Assert.Equal(html, System.Net.WebUtility.HtmlDecode(MathMarkup.Of(text)).Replace("a < b", "a &lt; b", StringComparison.Ordinal));
}
