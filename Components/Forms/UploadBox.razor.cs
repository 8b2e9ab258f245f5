using Hodl.Components.Charts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hodl.Components.Forms;

/// <summary>Takes files and sends each as the body of a POST; refusals are shown here in the server's words.</summary>
public sealed partial class UploadBox : IAsyncDisposable
{
    private ElementReference root;
    private ScriptPart? part;

    /// <summary>Where the files go.</summary>
    [Parameter, EditorRequired] public string Address { get; set; } = "";

    /// <summary>What the button says.</summary>
    [Parameter, EditorRequired] public string Caption { get; set; } = "";

    /// <summary>What stands beside it.</summary>
    [Parameter] public string Hint { get; set; } = "";

    /// <summary>What is said while the server works.</summary>
    [Parameter] public string Working { get; set; } = "working";

    /// <summary>File types on offer, as the browser wants them.</summary>
    [Parameter] public string Accept { get; set; } = "";

    /// <summary>Whether several files can be chosen at once.</summary>
    [Parameter] public bool Multiple { get; set; }

    /// <summary>Whether a folder can be chosen or dropped; of it, the files right in it that end as <see cref="Accept"/> says.</summary>
    [Parameter] public bool Folders { get; set; }

    /// <summary>The largest file.</summary>
    [Parameter] public long MostBytes { get; set; } = 64 << 20;

    /// <summary>The server's answer to each file that it took, as JSON.</summary>
    [Parameter] public EventCallback<string> Uploaded { get; set; }

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
        part ??= new ScriptPart(Script, "/js/upload.js", "upload", root);
        await part.Show(new { Address, Working, MostBytes, Folders, Accept });
    }

    private Task Answered(ChangeEventArgs change) => Uploaded.InvokeAsync(change.Value?.ToString() ?? "");
}
