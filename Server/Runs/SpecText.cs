using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>A run's spec as text, for another process of this program.</summary>
internal static class SpecText
{
    /// <summary>The text.</summary>
    public static string Write(RunSpec spec) => JsonSerializer.Serialize(
        new Asked(spec.Task, spec.Method, spec.Preset, spec.Label, spec.Seed, StoreJson.Write(spec.Settings)), StoreJson.Options);

    /// <summary>The spec.</summary>
    /// <exception cref="InvalidOperationException">This version has no such task.</exception>
    public static RunSpec Read(string text, RunPlanner planner)
    {
        var asked = JsonSerializer.Deserialize<Asked>(text, StoreJson.Options)!;
        var task = planner.Find(asked.Task) ?? throw new InvalidOperationException($"There is no task {asked.Task} here.");
        return new RunSpec
        {
            Task = asked.Task,
            Method = asked.Method,
            Preset = asked.Preset,
            Label = asked.Label,
            Seed = asked.Seed,
            Settings = StoreJson.ReadSettings(asked.Settings, task.SettingsType),
        };
    }

    private sealed record Asked(string Task, string Method, string Preset, string Label, long Seed, string Settings);
}
