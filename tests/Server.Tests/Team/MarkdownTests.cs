using Hodl.Server.Team;

namespace Hodl.Server.Tests.Team;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "<script")]
    [InlineData("a <img src=x onerror=alert(1)> b", "<img")]
    [InlineData("[x](javascript:alert(1))", "javascript:")]
    [InlineData("[x](JaVaScRiPt:alert(1))", "avascript:")]
    [InlineData("[x](data:text/html,<b>)", "data:")]
    [InlineData("<javascript:alert(1)>", "href=\"javascript")]
    [InlineData("![x](https://evil.example/pixel.png)", "<img")]
    [InlineData("![x](//evil.example/pixel.png)", "<img")]
    [InlineData("[x]: javascript:alert(1)\n\n[x]", "href=\"javascript")]
    [InlineData("[x](\"onmouseover=alert(1))", "<a href=\"\"onmouseover")]
    [InlineData("# h {onclick=alert(1)}", "<h1 onclick")]
    public void Of_Malice_BecomesHarmless(string text, string never) =>
        Assert.DoesNotContain(never, MarkdownHtml.Of(text).Value, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("**K** > 40", "<strong>K</strong> &gt; 40")]
    [InlineData("[run](/runs/3)", "href=\"/runs/3\"")]
    [InlineData("https://arxiv.org/abs/2302.05587", "href=\"https://arxiv.org/abs/2302.05587\"")]
    [InlineData("![x](/runs/1/images/2)", "<img src=\"/runs/1/images/2\"")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |", "<td>1</td>")]
    public void Of_Markdown_IsDrawn(string text, string html) => Assert.Contains(html, MarkdownHtml.Of(text).Value, StringComparison.Ordinal);
}
