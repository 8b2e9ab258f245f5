using Hodl.Components.Runs;
using Hodl.Core.Runs;

namespace Hodl.Components.Tables;

/// <summary>A run with what tables ask of it, read from its settings at most once.</summary>
/// <param name="run">The run.</param>
public sealed class RunFacts(RunRow run)
{
    private static readonly string[] DataSettings = ["Dataset", "TestData", "Data"];
    private IReadOnlyDictionary<string, string>? settings;
    private string? key;

    /// <summary>The run.</summary>
    public RunRow Run => run;

    /// <summary>Its settings as text.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings ??= RunGroup.Settings(run);

    /// <summary>Equal for runs that differ in nothing but their seed.</summary>
    public string Key => key ??= RunGroup.Key(run);

    /// <summary>A field that rows or columns are made by: task, method, label, preset, name, seed, data, or a setting's name; empty where the run has none.</summary>
    public string Field(string field) => field switch
    {
        "task" => RunText.TaskName(run),
        "method" => RunText.Method(run),
        "label" => run.Label,
        "preset" => run.Preset,
        "name" => run.Name,
        "project" => run.Project,
        "seed" => $"seed {run.Seed}",
        "data" => DataSettings.Select(name => Settings.GetValueOrDefault(name, "")).FirstOrDefault(text => text != "") ?? "",
        _ => Settings.TryGetValue(field, out var value) ? $"{field} = {value}" : "",
    };
}
