using Hodl.Components.Tables;
using Hodl.Core.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Hodl.Server.Pages;

/// <summary>The list of runs. Values change in place; lines are ordered anew only when a person asks for it.</summary>
public sealed partial class Runs : IDisposable
{
    private Dictionary<long, RunRow> rows = [];
    private HashSet<long> known = [];
    private IReadOnlyList<RunListItem> items = [];
    private IReadOnlySet<long> selected = new HashSet<long>();
    private IReadOnlySet<long> stars = new HashSet<long>();
    private RunListQuery query = new();
    private IDisposable? subscription;
    private Exception? failure;
    private int fresh, shown;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private RunDeeds Deeds { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private NoteStore Notes { get; set; } = null!;

    [Inject] private ProjectChoice Project { get; set; } = null!;

    [Inject] private MudBlazor.ISnackbar Toasts { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        subscription?.Dispose();
        Navigation.LocationChanged -= OnMove;
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Navigation.LocationChanged += OnMove;
        subscription = Board.Subscribe(ids => _ = InvokeAsync(() => OnRuns(ids)));
        query = RunListQuery.Parse(new Uri(Navigation.Uri).Query);
        Project.Choose(query.Project);
        Load();
    }

    private void Load()
    {
        try
        {
            Arrange();
            failure = null;
        }
        catch (IOException error)
        {
            failure = error;
        }
    }

    private void Arrange()
    {
        var board = Board.Rows;
        rows = board.ToDictionary(run => run.Id);
        known = [.. rows.Keys];
        stars = Notes.Stars(Visitor.Person);
        items = query.Apply(query.Starred ? board.Where(run => stars.Contains(run.Id)) : board);
        shown = items.Count(item => item.Run is not null);
        fresh = 0;
        selected = selected.Where(rows.ContainsKey).ToHashSet();
    }

    private void OnRuns(IReadOnlyList<long> ids)
    {
        foreach (var id in ids)
        {
            if (Board.Find(id) is { } run)
            {
                rows[id] = run;
            }
            else
            {
                rows.Remove(id);
                known.Remove(id);
            }
        }

        if (items.Count == 0)
        {
            Arrange();
        }
        else
        {
            fresh = rows.Keys.Count(id => !known.Contains(id));
            items = [.. items.Where(item => item.Run is null || rows.ContainsKey(item.Run.Id)).Select(item => item.Run is null ? item : item with { Run = rows[item.Run.Id] })];
            shown = items.Count(item => item.Run is not null);
        }

        StateHasChanged();
    }

    // The answer is there before the address has changed, which takes a way to the browser and back.
    private void Ask(RunListQuery next)
    {
        query = next;
        Project.Choose(query.Project);
        Load();
        Navigation.NavigateTo(next.Address("/runs"), replace: true);
    }

    private void OnMove(object? sender, LocationChangedEventArgs move)
    {
        var path = Navigation.ToBaseRelativePath(move.Location).Split('?')[0];
        if (path is "" or "runs")
        {
            var asked = RunListQuery.Parse(new Uri(move.Location).Query);
            if (asked.Address("/runs") == query.Address("/runs"))
            {
                return;
            }

            query = asked;
            Project.Choose(query.Project);
            _ = InvokeAsync(() =>
            {
                Load();
                StateHasChanged();
            });
        }
    }

    private void Delete(IReadOnlyList<long> ids)
    {
        var live = ids.Where(id => rows.GetValueOrDefault(id)?.State is RunState.Running or RunState.Queued).ToList();
        if (live.Count > 0)
        {
            Toasts.Offer(live.Count == 1 ? $"Run {live[0]} is not over: stop it first." : $"{live.Count} runs are not over: stop them first.");
            return;
        }

        try
        {
            Deeds.Delete(Visitor.Who, ids);
        }
        catch (UnauthorizedAccessException refusal)
        {
            Toasts.Offer(refusal.Message);
            return;
        }

        selected = selected.Except(ids).ToHashSet();
        Toasts.Offer(ids.Count == 1 ? $"Run {ids[0]} deleted." : $"{ids.Count} runs deleted.", () =>
        {
            Deeds.Restore(Visitor.Who, ids);
            known.UnionWith(ids);
            _ = InvokeAsync(async () =>
            {
                await Task.Delay(200);
                Load();
                StateHasChanged();
            });
        });
    }
}
