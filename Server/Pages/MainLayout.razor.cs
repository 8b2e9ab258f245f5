using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Hodl.Server.Pages;

/// <summary>Top bar, navigation and the place of the page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? boundary;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Team.Visitor Visitor { get; set; } = null!;

    [Inject] private IJSRuntime Script { get; set; } = null!;

    private string RunsCss => Navigation.ToBaseRelativePath(Navigation.Uri) is "" or ['?', ..] ? "active" : "";

    /// <inheritdoc/>
    public void Dispose() => Navigation.LocationChanged -= OnMove;

    /// <inheritdoc/>
    protected override void OnInitialized() => Navigation.LocationChanged += OnMove;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/frame.js");
            await module.InvokeVoidAsync("ready");
        }
    }

    private void OnMove(object? sender, Microsoft.AspNetCore.Components.Routing.LocationChangedEventArgs move)
    {
        boundary?.Recover();
        _ = InvokeAsync(StateHasChanged);
    }
}
