using Hodl.Components.Frame;
using Hodl.Components.Runs;
using Hodl.Core.Runs;

namespace Hodl.Components.Charts;

/// <summary>Where the marks of a <see cref="SweepChart"/> stand.</summary>
/// <param name="Labels">The labels along the bottom.</param>
/// <param name="Ticks">The values along the left.</param>
/// <param name="Lines">One a method.</param>
public sealed record SweepShape(
    IReadOnlyList<(double X, string Text)> Labels, IReadOnlyList<(double Y, string Text)> Ticks, IReadOnlyList<SweepLine> Lines)
{
    /// <summary>The field's width.</summary>
    public const int Width = 480;

    /// <summary>The field's height.</summary>
    public const int Height = 240;

    /// <summary>Where the values begin.</summary>
    public const int Left = 60;

    private const int Top = 12, Bottom = 32, MostTicks = 6;

    /// <summary>The shape of one metric over the labels, in the order of the runs.</summary>
    public static SweepShape Of(IReadOnlyList<RunRow> runs, string metric)
    {
        var labels = runs.Select(run => run.Label).Where(label => label != "").Distinct().ToList();
        var cells =
            (from run in runs
             where run.Label != "" && Value(run, metric) is { } value && double.IsFinite(value)
             group Value(run, metric)!.Value by (run.Method, run.Label) into cell
             let mean = cell.Average()
             let std = cell.Count() < 2 ? 0 : Math.Sqrt(cell.Sum(value => (value - mean) * (value - mean)) / (cell.Count() - 1))
             select (cell.Key.Method, cell.Key.Label, Mean: mean, Std: std, Count: cell.Count())).ToList();
        if (cells.Count == 0)
        {
            return new([], [], []);
        }

        var (low, high) = (cells.Min(cell => cell.Mean - cell.Std), cells.Max(cell => cell.Mean + cell.Std));
        var margin = high > low ? (high - low) * 0.1 : Math.Max(Math.Abs(high) * 0.1, 1e-12);
        (low, high) = (low - margin, high + margin);
        double X(string label) => Left + ((Width - 12 - Left) * (labels.IndexOf(label) + 0.5) / labels.Count);
        double Y(double value) => Top + ((Height - Top - Bottom) * (high - value) / (high - low));
        return new(
            [.. labels.Select(label => (X(label), label))],
            [.. new ChartAxis(low, high, false).Ticks(MostTicks).Select(value => (Y(value), NumberText.Compact(value)))],
            [.. cells.GroupBy(cell => cell.Method).Select(line => new SweepLine(
                RunText.Method(runs.First(run => run.Method == line.Key)), RunColor.OfMethod(line.Key),
                [.. line.OrderBy(cell => labels.IndexOf(cell.Label)).Select(cell => new SweepPoint(
                    X(cell.Label), Y(cell.Mean), Y(cell.Mean - cell.Std), Y(cell.Mean + cell.Std),
                    $"{RunText.Method(runs.First(run => run.Method == line.Key))}, {cell.Label}: {NumberText.Compact(cell.Mean)}{(cell.Count > 1 ? $" ± {NumberText.Compact(cell.Std)}, n = {cell.Count}" : "")}"))]))]);
    }

    private static double? Value(RunRow run, string metric) =>
        metric == "seconds" ? (run.State == RunState.Finished ? run.Seconds : null) : run.Results.LastOrDefault(result => result.Metric == metric)?.Value;
}
