using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Pages;

/// <summary>Which series of runs are drawn, and in which order.</summary>
internal static class RunSeries
{
    /// <summary>The series of runs as they are now.</summary>
    public static IReadOnlyList<MetricInfo> Charts(IReadOnlyList<RunRow> runs, RunStore store) =>
        Charts(runs, [.. runs.SelectMany(run => store.Series(run.Id)).Distinct()], runs.Any(IsLive));

    /// <summary>The tasks' first two while they may still come, those of their others that were recorded, then what else was recorded.</summary>
    public static IReadOnlyList<MetricInfo> Charts(IReadOnlyList<RunRow> runs, IReadOnlyList<string> recorded, bool awaited)
    {
        var all = runs.Select(run => TaskCatalog.Find(run.Task)).OfType<ITask>().Distinct().SelectMany(task => task.Metrics).DistinctBy(info => info.Name).ToList();
        var known = all.Where(info => !info.IsResult).ToList();
        return
        [
            .. known.Where((info, at) => (awaited && at < 2) || recorded.Contains(info.Name)),
            .. recorded.Where(name => known.All(info => info.Name != name)).Select(name => all.Find(info => info.Name == name) ?? new MetricInfo(name, name.Replace('_', ' '))),
        ];
    }

    /// <summary>Whether points of it may still come.</summary>
    public static bool IsLive(RunRow run) => run is { External: false, State: RunState.Queued or RunState.Running };
}
