using Hodl.Components.Charts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hodl.Components.Images;

/// <summary>
/// Images beside each other, split or flipped, with zoom, regions, error maps and measures, all of it drawn and computed
/// by viewer/*.js from the images' addresses; what is shown is in the page's address. One viewer a page.
/// </summary>
public sealed partial class ImageViewer : IAsyncDisposable
{
    private ElementReference root;
    private ScriptPart? part;

    /// <summary>The columns, in order.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<ViewerColumn> Columns { get; set; } = [];

    /// <summary>The images.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<ViewerFrame> Frames { get; set; } = [];

    /// <summary>The image to turn to when this changes; null leaves that to the person.</summary>
    [Parameter] public string? Latest { get; set; }

    [Inject] private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (part is not null)
        {
            await part.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        part ??= new ScriptPart(Script, "/js/viewer/viewer.js", "viewer", root);
        await part.Show(new { Columns, Frames, Latest });
    }
}
