using Microsoft.AspNetCore.Components;
using MudBlazor.Services;

namespace Hodl.Components.Tests;

/// <summary>Renders components as the server does: their library's services, and a browser that answers nothing unasked.</summary>
public abstract class ComponentTest : BunitContext, IAsyncLifetime
{
    protected ComponentTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    // Some of the library's services can only be disposed of asynchronously.
    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}
