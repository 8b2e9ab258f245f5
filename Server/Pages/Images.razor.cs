using Hodl.Core.Runs;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hodl.Server.Pages;

/// <summary>The viewer alone: runs × images, both in the address.</summary>
public sealed partial class Images : IDisposable
{
    /// <summary>Runs that the viewer takes.</summary>
    public const int Most = 5;

    private const int Offered = 100;
    private IReadOnlyList<RunRow> chosen = [];
    private IReadOnlyList<RunRow> offered = [];
    private IDisposable? subscription;
    private int missing;

    /// <summary>Numbers of the runs, separated by commas; without it, the latest run that has images.</summary>
    [SupplyParameterFromQuery(Name = "runs")] public string? Chosen { get; set; }

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private RunStore Store { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => subscription?.Dispose();

    /// <inheritdoc/>
    protected override void OnInitialized() => subscription = Board.Subscribe(changed =>
    {
        if (changed.Any(id => chosen.Any(run => run.Id == id)))
        {
            _ = InvokeAsync(() =>
            {
                Read();
                StateHasChanged();
            });
        }
    });

    /// <inheritdoc/>
    protected override void OnParametersSet() => Read();

    private void Read()
    {
        var all = Store.WithImages().Select(Board.Find).OfType<RunRow>().ToList();
        long[] asked = [.. (Chosen ?? "").Split(',').Select(text => long.TryParse(text, out var id) ? id : 0).Where(id => id > 0).Distinct()];
        chosen = asked.Length == 0 ? [.. all.Take(1)] : [.. asked.Select(Board.Find).OfType<RunRow>()];
        missing = asked.Length == 0 ? 0 : asked.Length - chosen.Count;
        offered = chosen.Count >= Most ? [] : [.. all.Where(run => chosen.All(other => other.Id != run.Id)).Take(Offered)];
    }

    // The rest of the address is the viewer's: the browser knows it, the server does not.
    private async Task Choose(long id, bool on)
    {
        var ids = chosen.Select(run => run.Id).Where(run => run != id).Concat(on ? [id] : []);
        await using var state = await Script.InvokeAsync<IJSObjectReference>("import", "/js/viewer/state.js");
        Navigation.NavigateTo(await state.InvokeAsync<string>("withRuns", string.Join(',', ids)));
    }
}
