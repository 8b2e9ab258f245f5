using System.Text.Json;
using Hodl.Core.Runs;

namespace Hodl.Components.Runs;

/// <summary>Runs that differ in nothing but their seed.</summary>
public static class RunGroup
{
    private static readonly string[] Machine = ["Device", "Threads", "CheckpointEvery"];

    /// <summary>What a group is called: method with label, or the given name where seeds carry one.</summary>
    public static string Name(RunRow run) => $"{RunText.Method(run)}{(run.Label != "" ? " " + run.Label : "")}";

    /// <summary>Equal for runs of one group.</summary>
    public static string Key(RunRow run) =>
        string.Join('\n', Settings(run).Where(pair => !Machine.Contains(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + "=" + pair.Value).Prepend($"{run.Task}/{run.Method}/{run.Label}"));

    /// <summary>The run's settings as text, by name.</summary>
    public static IReadOnlyDictionary<string, string> Settings(RunRow run)
    {
        using var document = JsonDocument.Parse(run.SettingsJson);
        return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => Text(property.Value), StringComparer.OrdinalIgnoreCase);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
