using Hodl.Components.Tables;
using Hodl.Core.Data;
using Hodl.Server.Data;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>What lies below the data folder. Looking and checking happen off the page's own thread.</summary>
public sealed partial class Datasets : IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private IReadOnlyList<DataSummary>? lines;
    private Exception? failure;

    /// <summary><c>found</c> or <c>missing</c>; nothing shows both.</summary>
    [SupplyParameterFromQuery(Name = "show")] public string? Show { get; set; }

    [Inject] private DataShelf Shelf { get; set; } = null!;

    [Inject] private DataFetches Fetches { get; set; } = null!;

    [Inject] private Team.DataDeeds Deeds { get; set; } = null!;

    [Inject] private Team.Visitor Visitor { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private List<DatasetLine> Found =>
        [.. (lines ?? []).Where(line => line.State != DataState.Absent).Select(line => new DatasetLine(line, Shelf.CheckOf(line.Data.Id)))];

    private List<KnownData> Missing => [.. (lines ?? []).Where(line => line.State == DataState.Absent).Select(line => line.Data)];

    /// <inheritdoc/>
    public void Dispose()
    {
        Shelf.Changed -= Redraw;
        Fetches.Changed -= Fetched;
        gone.Cancel();
        gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Shelf.Changed += Redraw;
        Fetches.Changed += Fetched;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await Look();
        }
    }

    private void Check(string id) => Deeds.Check(Visitor.Who, id);

    private void Stop(string id) => Deeds.Stop(Visitor.Who, id);

    private void Fetch(string id) => Deeds.Fetch(Visitor.Who, id);

    private void StopFetch(string id) => Deeds.StopFetch(Visitor.Who, id);

    // A set that has come stands among the others.
    private void Fetched() => _ = InvokeAsync(() => Missing.Exists(data => Fetches.Of(data.Id) is { IsOver: true, Failure: "" }) && lines is not null
        ? Look() : Refresh());

    private Task Refresh()
    {
        StateHasChanged();
        return Task.CompletedTask;
    }

    private void Redraw() => _ = InvokeAsync(StateHasChanged);

    private async Task Look()
    {
        (lines, failure) = (null, null);
        StateHasChanged();
        var token = gone.Token;
        try
        {
            lines = await Task.Run(() => Shelf.Look(token), token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            failure = error;
        }

        StateHasChanged();
    }
}
