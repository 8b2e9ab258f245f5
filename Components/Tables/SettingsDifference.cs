using System.Globalization;
using Hodl.Components.Runs;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Components.Tables;

/// <summary>What differs between runs.</summary>
public static class SettingsDifference
{
    /// <summary>A line for task, method, preset, label, seed and every setting whose values are not all equal; “–” where a run lacks it.</summary>
    public static IReadOnlyList<(string Label, IReadOnlyList<string> Values)> Of(IReadOnlyList<RunRow> runs)
    {
        var settings = runs.Select(RunGroup.Settings).ToList();
        var fields = runs.Select(run => TaskCatalog.Find(run.Task)).OfType<ITask>().DistinctBy(task => task.Id)
            .SelectMany(task => SettingsForm.Fields(task.SettingsType)).DistinctBy(field => field.Name).ToList();
        var known = fields.Select(field => (field.Name, Label: field.Unit == "" ? field.Label : $"{field.Label} ({field.Unit})"));
        var others = settings.SelectMany(values => values.Keys).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(name => fields.All(field => !field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).Select(name => (Name: name, Label: name));
        IEnumerable<(string Label, IReadOnlyList<string> Values)> lines =
        [
            ("Task", [.. runs.Select(RunText.TaskName)]),
            ("Method", [.. runs.Select(RunText.Method)]),
            ("Preset", [.. runs.Select(run => Dash(run.Preset))]),
            ("Label", [.. runs.Select(run => Dash(run.Label))]),
            ("Seed", [.. runs.Select(run => run.Seed.ToString(CultureInfo.InvariantCulture))]),
            .. known.Concat(others).Select(field => (field.Label, (IReadOnlyList<string>)[.. settings.Select(values => values.GetValueOrDefault(field.Name, "–"))])),
        ];
        return [.. lines.Where(line => line.Values.Distinct().Skip(1).Any())];
    }

    private static string Dash(string text) => text == "" ? "–" : text;
}
