using Hodl.Components.Charts;
using Hodl.Components.Runs;
using Hodl.Components.Tables;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>Runs side by side; which ones is in the address.</summary>
public sealed partial class Compare : IDisposable
{
    private const int Offered = 6;
    private IReadOnlyList<long> ids = [];
    private IReadOnlyList<RunRow> runs = [];
    private IReadOnlyList<ChartRun> drawn = [];
    private IReadOnlyList<MetricInfo> charts = [];
    private IReadOnlyList<(string Title, int Count, string Address)> offers = [];
    private ResultTable table = new([], []);
    private IDisposable? subscription;
    private int missing;
    private bool inner;
    private IReadOnlyList<RunRow> pictured = [];

    /// <summary>Numbers of the runs, separated by commas.</summary>
    [SupplyParameterFromQuery(Name = "runs")] public string? Chosen { get; set; }

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private RunStore Store { get; set; } = null!;

    private string Summary => $"{runs.Count} {(runs.Count == 1 ? "run" : "runs")} of {string.Join(", ", runs.Select(RunText.TaskName).Distinct())}.";

    // A sweep: several labels, at least one of which has come to a result.
    private bool Sweep => runs.Select(run => run.Label).Where(label => label != "").Distinct().Skip(1).Any() && runs.Any(run => run.Label != "" && run.State == RunState.Finished);

    /// <inheritdoc/>
    public void Dispose() => subscription?.Dispose();

    /// <inheritdoc/>
    protected override void OnInitialized() => subscription = Board.Subscribe(changed =>
    {
        if (changed.Any(ids.Contains))
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
        ids = [.. (Chosen ?? "").Split(',').Select(text => long.TryParse(text, out var id) ? id : 0).Where(id => id > 0).Distinct()];
        Read();
    }

    private void Read()
    {
        runs = [.. ids.Select(Board.Find).OfType<RunRow>().OrderBy(MethodRank).ThenBy(LabelRank).ThenBy(run => run.Seed).ThenBy(run => run.Id)];
        missing = ids.Count - runs.Count;
        drawn = [.. runs.Select(run => ChartRun.Of(run))];
        table = ResultTable.Of(runs);
        var withImages = Store.WithImages();
        pictured = [.. runs.Where(run => withImages.Contains(run.Id)).Take(Images.Most)];
        inner = runs.Any(run => Store.InnerCurveIndex(run.Id).Count > 0);
        charts = RunSeries.Charts(runs, Store);
        if (runs.Count == 0)
        {
            offers = [.. Board.Rows.GroupBy(run => (run.Task, run.Preset)).Where(group => group.Count() > 1).OrderByDescending(group => group.Max(run => run.Id)).Take(Offered)
                .Select(group => ($"{RunText.TaskName(group.First())}{(group.Key.Preset != "" ? " · " + group.Key.Preset : "")}", Math.Min(group.Count(), 24), $"/compare?runs={string.Join(',', group.Select(run => run.Id).Take(24).Order())}"))];
        }
    }

    private static int MethodRank(RunRow run) => Rank(TaskCatalog.Find(run.Task)?.Methods.Select(method => method.Id), run.Method);

    private static int LabelRank(RunRow run) =>
        Rank(TaskCatalog.Find(run.Task)?.Presets.FirstOrDefault(preset => preset.Id == run.Preset)?.Variants.Select(variant => variant.Label), run.Label);

    private static int Rank(IEnumerable<string>? known, string what) => known?.ToList().IndexOf(what) is >= 0 and var rank ? rank : int.MaxValue;
}
