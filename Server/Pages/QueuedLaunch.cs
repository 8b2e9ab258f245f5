using Hodl.Components.Runs;
using Hodl.Core.Runs;

namespace Hodl.Server.Pages;

/// <summary>Runs that were launched together, as the queue shows them.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Runs">All of them, by id.</param>
public sealed record QueuedLaunch(long First, IReadOnlyList<RunRow> Runs)
{
    /// <summary>Launches of which a run waits or computes, the oldest first.</summary>
    public static IReadOnlyList<QueuedLaunch> Of(IEnumerable<RunRow> rows) =>
        [.. rows.Where(run => !run.External).GroupBy(run => run.Sweep).Where(group => group.Any(IsOpen)).OrderBy(group => group.Key)
            .Select(group => new QueuedLaunch(group.Key, [.. group.OrderBy(run => run.Id)]))];

    /// <summary>What it is called.</summary>
    public string Title => Runs.Count == 1 ? RunText.Title(Runs[0])
        : $"{RunText.TaskName(Runs[0])}: {Runs.Count} runs of {string.Join(", ", Runs.Select(RunText.Method).Distinct())}";

    /// <summary>Runs that wait or compute.</summary>
    public IReadOnlyList<RunRow> Open => [.. Runs.Where(IsOpen)];

    /// <summary>How many are over, and how much of those that compute, in percent of all.</summary>
    public int Percent => (int)(100 * Runs.Average(run => !IsOpen(run) ? 1
        : run.State == RunState.Running && run.Total > 0 ? Math.Clamp((double)run.Step / run.Total, 0, 1) : 0));

    /// <summary>How many are in which state, in words.</summary>
    public string Counts => string.Join(", ", Runs.GroupBy(run => run.State).OrderBy(group => group.Key)
        .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"));

    private static bool IsOpen(RunRow run) => run.State is RunState.Queued or RunState.Running;
}
