using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Training;

namespace Hodl.Components.Runs;

/// <summary>What a run is called, and what stands beside it.</summary>
public static class RunText
{
    /// <summary>Its name in a list whose other columns say task and method: given name, label, preset, or its number.</summary>
    public static string Name(RunRow run) =>
        run.Name != "" ? run.Name : run.Label != "" ? run.Label : run.Preset != "" ? run.Preset : $"run {run.Id}";

    /// <summary>Its name where it stands alone: given name, or method with label or preset.</summary>
    public static string Title(RunRow run) =>
        run.Name != "" ? run.Name : run.Label != "" ? $"{Method(run)} · {run.Label}" : $"{Method(run)} · {TaskName(run)}";

    /// <summary>In a legend beside others: what is likely to differ.</summary>
    public static string Legend(RunRow run) =>
        run.Name != "" ? run.Name : $"{Method(run)}{(run.Label != "" ? " " + run.Label : "")} · seed {run.Seed}";

    /// <summary>The task's name; its id when this build does not know it.</summary>
    public static string TaskName(RunRow run) => TaskCatalog.Find(run.Task)?.Name ?? run.Task;

    /// <summary>The method's name; its id when this build does not know it.</summary>
    public static string Method(RunRow run) =>
        TaskCatalog.Find(run.Task)?.Methods.FirstOrDefault(method => method.Id == run.Method)?.Name ?? run.Method;

    /// <summary>
    /// What a run trains besides φ_K of its settings, such as <c>stage 1 of 2: …</c> or a run-in, each with its share of the steps; empty
    /// where it trains nothing else, learns nothing, or was computed elsewhere.
    /// </summary>
    public static IReadOnlyList<string> OtherFunctions(RunRow run) =>
        !run.External && TaskCatalog.Find(run.Task) is { } task && Activator.CreateInstance(task.SettingsType) is TrainingSettings usual
            ? ((TrainingSettings)SettingsForm.Apply(usual, RunGroup.Settings(run)).Settings).OtherFunctions(run.Method) : [];

    /// <summary>Seconds left at the pace so far; null while nothing can be said.</summary>
    public static double? Remaining(RunRow run) =>
        run is { State: RunState.Running, Step: > 0, Total: > 0, Seconds: > 0.5 } ? run.Seconds / run.Step * Math.Max(0, run.Total - run.Step) : null;

    /// <summary>The result that stands for the run in lists: the task's first result metric that the run has.</summary>
    public static (MetricInfo Info, RunResult Result)? Headline(RunRow run)
    {
        var infos = TaskCatalog.Find(run.Task)?.Metrics ?? [];
        foreach (var info in infos.Where(info => info.IsResult))
        {
            if (run.Results.FirstOrDefault(result => result.Metric == info.Name) is { } result)
            {
                return (info, result);
            }
        }

        return run.Results is [var first, ..] ? (new MetricInfo(first.Metric, first.Metric), first) : null;
    }
}
