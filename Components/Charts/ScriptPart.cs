using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hodl.Components.Charts;

/// <summary>
/// The script half of a component: started once with what to show, told only when that changes, stopped with the
/// component. The script's function takes (element, configuration) and returns { update, stop }.
/// </summary>
public sealed class ScriptPart(IJSRuntime script, string module, string function, ElementReference element) : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private IJSObjectReference? loaded, running;
    private string shown = "";
    private bool disposed;

    /// <summary>Shows the configuration; does nothing when it is what is shown already.</summary>
    public async Task Show(object configuration)
    {
        var next = JsonSerializer.Serialize(configuration);
        await turn.WaitAsync();
        try
        {
            if (disposed || next == shown)
            {
                return;
            }

            shown = next;
            if (running is not null)
            {
                await running.InvokeVoidAsync("update", configuration);
                return;
            }

            loaded = await script.InvokeAsync<IJSObjectReference>("import", module);
            running = await loaded.InvokeAsync<IJSObjectReference>(function, element, configuration);
        }
        catch (JSDisconnectedException)
        {
            // The page has gone.
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        try
        {
            disposed = true;
            if (running is not null)
            {
                await running.InvokeVoidAsync("stop");
                await running.DisposeAsync();
            }

            if (loaded is not null)
            {
                await loaded.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page has gone, and with it the script.
        }
        finally
        {
            turn.Release();
        }
    }
}
