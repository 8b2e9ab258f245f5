using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Hodl.Server.Pages;

/// <summary>Top bar, navigation and the place of the page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? boundary;
    private bool? fold;
    private bool drawn;

    [CascadingParameter(Name = "Folded")] private bool Folded { get; set; }

    [Inject] private NavigationManager Address { get; set; } = null!;

    [Inject] private Team.Visitor Visitor { get; set; } = null!;

    [Inject] private IJSRuntime Script { get; set; } = null!;

    private bool IsFolded => fold ?? Folded;

    /// <inheritdoc/>
    public void Dispose() => Address.LocationChanged -= OnMove;

    /// <inheritdoc/>
    protected override void OnInitialized() => Address.LocationChanged += OnMove;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Frame("ready");
        }
    }

    private Task Fold()
    {
        fold = !IsFolded;
        return Frame("remember", "nav", IsFolded ? "icons" : "");
    }

    private void CloseDrawer(KeyboardEventArgs key) => drawn = key.Key != "Escape";

    private async Task Frame(string does, params object?[] with)
    {
        await using var module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/frame.js");
        await module.InvokeVoidAsync(does, with);
    }

    private void OnMove(object? sender, LocationChangedEventArgs move) => _ = InvokeAsync(() =>
    {
        boundary?.Recover();
        drawn = false;
        StateHasChanged();
    });
}
