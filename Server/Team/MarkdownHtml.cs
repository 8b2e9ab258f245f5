using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Team;

/// <summary>
/// Markdown as HTML that holds nothing but what Markdown itself makes: HTML within the text stays text, links lead to the
/// web, to mail or within this site, and pictures from elsewhere become links.
/// </summary>
public static class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().UseAutoLinks().Build();

    /// <summary>The HTML of a text.</summary>
    public static MarkupString Of(string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            link.Url = Safe(link.Url);
            link.IsImage &= link.Url is ['/', not '/', ..];
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !link.IsEmail))
        {
            link.Url = Safe(link.Url);
        }

        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return new MarkupString(html.ToString());
    }

    private static string Safe(string? address) =>
        address is ['/', not ('/' or '\\'), ..] or ['#', ..] ? address
        : Uri.TryCreate(address, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" or "mailto" ? absolute.AbsoluteUri
        : "#";
}
