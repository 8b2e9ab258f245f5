using Hodl.Components.Charts;
using Hodl.Components.Runs;
using Hodl.Components.Tables;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>One method study: curves over an axis of one's choice, a profile over its problems, results. The choice is in the address.</summary>
public sealed partial class Study : IDisposable
{
    private const int MostPoints = 400;

    private static readonly (string Id, string Series, string Title)[] Known =
    [
        ("gradients", "gradients", "Gradients and products"), ("iterations", "", "Iterations"), ("lower", "lower_gradients", "Lower-level gradients"),
        ("products", "hessian_products", "Hessian-vector products"), ("seconds", "method_seconds", "Seconds"),
    ];

    private StoredStudy? study;
    private IReadOnlyList<RunRow> runs = [];
    private IReadOnlyList<RunRow> shown = [];
    private IReadOnlyList<string> labels = [];
    private IReadOnlyList<ChartLine> lines = [];
    private IReadOnlyList<ChartLine> profile = [];
    private ResultTable table = new([], []);
    private string problem = "";
    private string axis = "";
    private Calm? calm;

    /// <summary>The study.</summary>
    [Parameter] public long Id { get; set; }

    /// <summary>The axis along the bottom.</summary>
    [SupplyParameterFromQuery(Name = "x")] public string? Along { get; set; }

    /// <summary>The label of the problem that is shown.</summary>
    [SupplyParameterFromQuery(Name = "problem")] public string? Chosen { get; set; }

    [Inject] private StudyStore Store { get; set; } = null!;

    [Inject] private RunStore Points { get; set; } = null!;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private static IEnumerable<(string Id, string Title)> Axes => Known.Select(one => (one.Id, one.Title));

    private List<(string Label, long Seed)> Problems => [.. runs.Select(run => (run.Label, run.Seed)).Distinct()];

    private string Summary => $"{runs.Select(run => run.Method).Distinct().Count()} methods on {labels.Count} {(labels.Count == 1 ? "problem" : "problems")}, {runs.Count(run => run.State == RunState.Finished)} of {runs.Count} runs finished.";

    /// <inheritdoc/>
    public void Dispose() => calm?.Dispose();

    /// <inheritdoc/>
    protected override void OnInitialized() => calm = new Calm(Board, Clock, () => InvokeAsync(() =>
    {
        Read();
        StateHasChanged();
    }));

    /// <inheritdoc/>
    protected override void OnParametersSet() => Read();

    private void Read()
    {
        study = Store.Find(Id);
        runs = [.. (study?.Runs ?? []).Select(Board.Find).OfType<RunRow>().OrderBy(run => Rank(run.Method)).ThenBy(run => run.Seed)];
        labels = [.. runs.OrderBy(run => run.Id).Select(run => run.Label).Distinct()];
        problem = Chosen is { } wanted && labels.Contains(wanted) ? wanted : labels is [var first, ..] ? first : "";
        axis = Known.Any(one => one.Id == Along) ? Along! : Known[0].Id;
        shown = [.. runs.Where(run => run.Label == problem)];
        table = ResultTable.Of([.. shown.Select(run => run with { Label = "" })]);
        lines = [.. shown.Select(run => Line(run, Course(run, "optimality"))).Where(line => line.X.Count > 0)];
        profile = Problems.Count > 1 ? Profile() : [];
    }

    private IReadOnlyList<ChartLine> Profile()
    {
        var courses = runs.Select(run => (Run: run, Course: Course(run, "loss"))).Where(pair => pair.Course.X.Length > 0).ToList();
        return [.. PerformanceProfile.Of([.. courses.Select(pair => ($"{pair.Run.Label} {pair.Run.Seed}", pair.Run.Method, (IReadOnlyList<double>)pair.Course.X, (IReadOnlyList<double>)pair.Course.Y))])
            .Select(one => Styled(one.Method, one.Ratios, one.Shares))];
    }

    // A series over the axis; both are recorded at the same steps.
    private (double[] X, double[] Y) Course(RunRow run, string series)
    {
        var values = Points.Read(run.Id, series, MostPoints);
        if (Known.First(one => one.Id == axis).Series is not { Length: > 0 } along)
        {
            return ([.. values.Steps.Select(step => (double)step)], values.Values);
        }

        var calls = Points.Read(run.Id, along);
        var at = calls.Steps.Zip(calls.Values).ToDictionary(pair => pair.First, pair => pair.Second);
        var known = values.Steps.Zip(values.Values).Where(pair => at.ContainsKey(pair.First)).ToList();
        return ([.. known.Select(pair => at[pair.First])], [.. known.Select(pair => pair.Second)]);
    }

    private ChartLine Line(RunRow run, (double[] X, double[] Y) course) => Styled(run.Method, course.X, course.Y);

    private ChartLine Styled(string method, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (color, dash) = ChartLine.Style([.. runs.Select(run => run.Method).Distinct()], method);
        return new(RunText.Method(runs.First(run => run.Method == method)), color, dash, [.. x.Select(value => (object)value)], y);
    }

    private string Address(string label, string along) => $"/studies/{Id}?x={along}&problem={Uri.EscapeDataString(label)}";

    // A title within a sentence; a person's name keeps its capital.
    private static string Within(string title) => title.StartsWith("Hessian", StringComparison.Ordinal) ? title : title.ToLowerInvariant();

    private static int Rank(string method) => UpperMethods.All.Select(one => one.Id).ToList().IndexOf(method);
}
