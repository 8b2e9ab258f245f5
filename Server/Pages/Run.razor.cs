using Hodl.Components.Charts;
using Hodl.Components.Forms;
using Hodl.Components.Runs;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>One run: where it stands, what it measured, and what can be done with it.</summary>
public sealed partial class Run : IDisposable
{
    private static readonly (string Key, string Title)[] Tabs =
    [
        ("overview", "Overview"), ("charts", "Charts"), ("inner", "Inner iterations"), ("images", "Images"),
        ("settings", "Settings"), ("notes", "Notes"), ("log", "Log"), ("environment", "Environment"), ("certificate", "Certificate"),
    ];

    private RunRow? run;
    private IReadOnlyList<ChartRun> drawn = [];
    private IReadOnlyList<string> recorded = [];
    private bool awaited;
    private IReadOnlyList<StoredLogLine> warnings = [];
    private IReadOnlyList<string> others = [];
    private IDisposable? subscription;
    private string name = "", refused = "", tab = "overview";
    private bool renaming, stopping, deleted;

    /// <summary>The run's number.</summary>
    [Parameter] public long Id { get; set; }

    /// <summary>The view.</summary>
    [SupplyParameterFromQuery] public string? Tab { get; set; }

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private RunStore Store { get; set; } = null!;

    [Inject] private ModelShelf Shelf { get; set; } = null!;

    [Inject] private RunDeeds Deeds { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    [Inject] private RunQueue Queue { get; set; } = null!;

    [Inject] private MudBlazor.ISnackbar Toasts { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    // Charts may join while the run goes on; none ever leaves.
    private IReadOnlyList<MetricInfo> Series => RunSeries.Charts([run!], recorded, awaited);

    private bool Mine => Visitor.Who.CanChange(run!);

    private string Relaunch
    {
        get
        {
            var task = TaskCatalog.Find(run!.Task);
            var preset = task?.Presets.FirstOrDefault(preset => preset.Id == run.Preset) ?? task?.Presets[0];
            var form = new LaunchForm { Task = run.Task, Methods = [run.Method], Preset = preset?.Id ?? "quick", Seeds = $"{run.Seed}" };
            return preset is null ? "/launch" : RunGroup.Settings(run).Where(pair => SettingsForm.Fields(task!.SettingsType).Any(setting => setting.Name == pair.Key))
                .Aggregate(form, (form, pair) => form.With(pair.Key, pair.Value, preset.Settings)).Address("/launch");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => subscription?.Dispose();

    /// <inheritdoc/>
    protected override void OnInitialized() => subscription = Board.Subscribe(ids =>
    {
        if (ids.Contains(Id))
        {
            _ = InvokeAsync(() =>
            {
                Read();
                StateHasChanged();
            });
        }
    });

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        tab = Tabs.Any(known => known.Key == Tab) ? Tab! : "overview";
        Read();
    }

    private void Read()
    {
        var next = Board.Find(Id);
        deleted = next is null && Store.Find(Id) is not null;
        if (next is null)
        {
            run = null;
            return;
        }

        if (run is null || run.Warnings != next.Warnings || run.Id != next.Id)
        {
            warnings = next.Warnings == 0 ? [] : [.. Store.Log(Id).Where(line => line.Severity == LogSeverity.Warning)];
        }

        others = run?.Id == next.Id ? others : RunText.OtherFunctions(next);
        var live = RunSeries.IsLive(next);
        stopping &= live;
        // A run that was seen alive keeps its places for curves.
        awaited = live || (awaited && run?.Id == next.Id);
        recorded = Store.Series(Id);
        run = next;
        drawn = [ChartRun.Of(run, alone: true)];
    }

    private string Address(string view) => view == "overview" ? $"/runs/{Id}" : $"/runs/{Id}?tab={view}";

    private void Repeat() => Try(() => Navigation.NavigateTo($"/runs/{Deeds.Repeat(Visitor.Who, Id)}"));

    private void StartRename()
    {
        name = run!.Name;
        renaming = true;
    }

    private void Rename()
    {
        Try(() => Deeds.Rename(Visitor.Who, Id, name.Trim()));
        renaming = false;
    }

    private void Stop()
    {
        stopping = true;
        Try(() => Deeds.Stop(Visitor.Who, Id));
    }

    private void Delete()
    {
        var id = Id;
        Deeds.Delete(Visitor.Who, [id]);
        Toasts.Offer($"Run {id} deleted.", () => Deeds.Restore(Visitor.Who, [id]));
        Navigation.NavigateTo("/runs");
    }

    private void Try(Action act)
    {
        try
        {
            refused = "";
            act();
        }
        catch (InvalidOperationException refusal)
        {
            refused = refusal.Message;
        }
        catch (UnauthorizedAccessException refusal)
        {
            refused = refusal.Message;
        }
        catch (InvalidRunException refusal)
        {
            refused = refusal.Message;
        }
    }
}
