using Hodl.Components.Frame;
using Hodl.Components.Runs;
using Hodl.Core.Runs;

namespace Hodl.Components.Charts;

/// <summary>What the runs of a sweep say of one metric: mean ± standard deviation over seeds, by method and label.</summary>
public static class Sweep
{
    /// <summary>The labels, in the order of the runs.</summary>
    public static IReadOnlyList<string> Labels(IReadOnlyList<RunRow> runs) =>
        [.. runs.Select(run => run.Label).Where(label => label != "").Distinct()];

    /// <summary>A line a method, over the labels that have a finite value.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="metric">A result metric; <c>seconds</c> for the time.</param>
    public static IReadOnlyList<ChartLine> Lines(IReadOnlyList<RunRow> runs, string metric)
    {
        var order = Labels(runs).ToList();
        var cells =
            (from run in runs
             where run.Label != "" && Value(run, metric) is { } value && double.IsFinite(value)
             group Value(run, metric)!.Value by (run.Method, run.Label) into cell
             orderby order.IndexOf(cell.Key.Label)
             let mean = cell.Average()
             let std = cell.Count() < 2 ? 0 : Math.Sqrt(cell.Sum(value => (value - mean) * (value - mean)) / (cell.Count() - 1))
             select (cell.Key.Method, cell.Key.Label, Mean: mean, Std: std, Count: cell.Count())).ToList();
        return [.. cells.GroupBy(cell => cell.Method).Select(line => new ChartLine(
            RunText.Method(runs.First(run => run.Method == line.Key)), RunColor.OfMethod(line.Key), "",
            [.. line.Select(cell => cell.Label)], [.. line.Select(cell => cell.Mean)])
            {
                Error = [.. line.Select(cell => cell.Std)],
                Hover = [.. line.Select(cell => cell.Count > 1 ? $"± {NumberText.Compact(cell.Std)}, n = {cell.Count}" : "n = 1")],
            })];
    }

    private static double? Value(RunRow run, string metric) =>
        metric == "seconds" ? (run.State == RunState.Finished ? run.Seconds : null) : run.Results.LastOrDefault(result => result.Metric == metric)?.Value;
}
