using Hodl.Core.Runs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Hodl.Components.Tables;

/// <summary>
/// The list of runs: virtualised, sorted by its headers, driven by the keyboard. Order and lines are the caller's, so
/// that nothing moves when live values change.
/// </summary>
public sealed partial class RunsTable : IAsyncDisposable
{
    private ElementReference scroller;
    private IJSObjectReference? module;
    private long? activeId;
    private int anchor = -1;

    /// <summary>The lines.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<RunListItem> Items { get; set; } = [];

    /// <summary>What is shown and how.</summary>
    [Parameter, EditorRequired] public RunListQuery Query { get; set; } = new();

    /// <summary>A header was clicked.</summary>
    [Parameter] public EventCallback<RunListQuery> QueryChanged { get; set; }

    /// <summary>Ids of the selected runs.</summary>
    [Parameter] public IReadOnlySet<long> Selected { get; set; } = new HashSet<long>();

    /// <summary>The selection changed.</summary>
    [Parameter] public EventCallback<IReadOnlySet<long>> SelectedChanged { get; set; }

    /// <summary>Enter on a run.</summary>
    [Parameter] public EventCallback<long> Open { get; set; }

    /// <summary>Delete on a run.</summary>
    [Parameter] public EventCallback<long> Delete { get; set; }

    /// <summary>Ids of the starred runs.</summary>
    [Parameter] public IReadOnlySet<long> Starred { get; set; } = new HashSet<long>();

    /// <summary>The present, for relative times.</summary>
    [Parameter] public DateTimeOffset Now { get; set; }

    [Inject] private IJSRuntime Script { get; set; } = null!;

    private IReadOnlyList<RunColumn> Columns => [.. RunColumn.All.Where(column => !Query.Hidden.Contains(column.Id))];

    private ICollection<RunListItem> Lines => Items as ICollection<RunListItem> ?? [.. Items];

    private float RowHeight => Query.Dense ? 32 : 40;

    private IEnumerable<RunRow> Runs => Items.Where(item => item.Run is not null).Select(item => item.Run!);

    private bool AllSelected => Selected.Count > 0 && Runs.All(run => Selected.Contains(run.Id));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (module is not null)
        {
            try
            {
                await module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The page has gone, and with it the module.
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            module = await Script.InvokeAsync<IJSObjectReference>("import", "/js/table.js");
            await module.InvokeVoidAsync("keys", scroller);
        }
    }

    private static string Css(RunColumn column) => $"c-{column.Id} {(column.Numeric ? "num" : "")} {(column.Narrow ? "narrow" : "wide")}";

    private string RowCss(RunRow run) => (Selected.Contains(run.Id) ? "selected " : "") + (activeId == run.Id ? "active" : "");

    private string Direction(RunColumn column) => Query.Sort != column.Id ? "none" : Query.Descending ? "descending" : "ascending";

    private Task SelectAll(ChangeEventArgs change) =>
        SelectedChanged.InvokeAsync(change.Value is true ? Runs.Select(run => run.Id).ToHashSet() : new HashSet<long>());

    private async Task OnKey(KeyboardEventArgs key)
    {
        var runs = Items.Where(item => item.Run is not null).ToList();
        if (runs.Count == 0)
        {
            return;
        }

        var at = runs.FindIndex(item => item.Run!.Id == activeId);
        int? next = key.Key switch
        {
            "ArrowDown" or "j" => Math.Min(runs.Count - 1, at + 1),
            "ArrowUp" or "k" => Math.Max(0, at - 1),
            "PageDown" => Math.Min(runs.Count - 1, Math.Max(at, 0) + 12),
            "PageUp" => Math.Max(0, at - 12),
            "Home" => 0,
            "End" => runs.Count - 1,
            _ => null,
        };
        if (next is { } position)
        {
            activeId = runs[position].Run!.Id;
            if (key.ShiftKey)
            {
                await Toggle(runs[position], extend: true);
            }

            if (module is not null)
            {
                await module.InvokeVoidAsync("reveal", scroller, Line(runs[position]) * RowHeight, RowHeight);
            }
        }
        else if (at >= 0 && key.Key == "Enter")
        {
            await Open.InvokeAsync(runs[at].Run!.Id);
        }
        else if (at >= 0 && key.Key == " ")
        {
            await Toggle(runs[at], key.ShiftKey);
        }
        else if (at >= 0 && key.Key == "Delete")
        {
            await Delete.InvokeAsync(runs[at].Run!.Id);
        }
    }

    private int Line(RunListItem item)
    {
        for (var i = 0; i < Items.Count; i++)
        {
            if (ReferenceEquals(Items[i], item))
            {
                return i;
            }
        }

        return 0;
    }

    private Task Toggle(RunListItem item, bool extend)
    {
        var selected = Selected.ToHashSet();
        if (extend && anchor >= 0)
        {
            var (low, high) = (Math.Min(anchor, item.Index), Math.Max(anchor, item.Index));
            selected.UnionWith(Items.Where(line => line.Run is not null && line.Index >= low && line.Index <= high).Select(line => line.Run!.Id));
        }
        else
        {
            anchor = item.Index;
            if (!selected.Remove(item.Run!.Id))
            {
                selected.Add(item.Run.Id);
            }
        }

        return SelectedChanged.InvokeAsync(selected);
    }
}
