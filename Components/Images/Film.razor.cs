using Hodl.Components.Charts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hodl.Components.Images;

/// <summary>Pictures of one name over the outer steps, beside those that stay; the page's address holds the step and the name.</summary>
public sealed partial class Film : IAsyncDisposable
{
    private ElementReference root;
    private ScriptPart? part;

    /// <summary>The frames, of any names.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<FilmFrame> Frames { get; set; } = [];

    /// <summary>What does not change, such as the reference.</summary>
    [Parameter] public IReadOnlyList<Picture> Stills { get; set; } = [];

    /// <summary>Whether more frames are to come: the newest is followed until a person takes another.</summary>
    [Parameter] public bool Live { get; set; }

    /// <summary>Beside the heading.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    [Inject] private IJSRuntime Script { get; set; } = null!;

    private IReadOnlyList<string> Names => [.. Frames.Select(frame => frame.Image).Distinct()];

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
        part ??= new ScriptPart(Script, "/js/film.js", "film", root);
        await part.Show(new { Frames });
    }
}
