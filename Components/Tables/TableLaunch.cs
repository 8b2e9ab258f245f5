using Hodl.Components.Forms;
using Hodl.Core.Tasks;

namespace Hodl.Components.Tables;

/// <summary>What is to be launched for cells that have no number.</summary>
public static class TableLaunch
{
    /// <summary>The forms that fill the missing cells of a table: one a task, preset and choice of settings, with every method that lacks a number.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="seeds">Seeds as written.</param>
    public static IReadOnlyList<LaunchForm> Of(IEnumerable<ResultCell> cells, string seeds = "1") =>
    [
        .. cells.Where(cell => cell.State == CellState.Missing).Select(cell => cell.Wanted).OfType<RunSelector>().Select(wanted => Of(wanted, seeds)).OfType<LaunchForm>()
            .GroupBy(form => (form.Task, form.Preset, TableAddress.Text(form.Set)))
            .Select(group => group.First() with { Methods = [.. group.SelectMany(form => form.Methods).Distinct()] }),
    ];

    /// <summary>The form of one cell, at the scale of this machine where there is more than one: the last preset that the task has. Null when the task is not here.</summary>
    public static LaunchForm? Of(RunSelector wanted, string seeds = "1")
    {
        if (TaskCatalog.Find(wanted.Task) is not { } task)
        {
            return null;
        }

        var preset = wanted.Presets.Select(id => task.Presets.FirstOrDefault(preset => preset.Id == id)).OfType<TaskPreset>().LastOrDefault();
        // Said even where it is the preset's own value: of a sweep, only the variants that agree are wanted.
        var swept = preset?.Variants.SelectMany(variant => variant.Set.Keys).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        // A label means what its variant sets.
        var labelled = preset?.Variants.Where(variant => wanted.Labels.Contains(variant.Label) && (variant.Method is null || wanted.Methods.Contains(variant.Method))).Select(variant => variant.Set).ToList() ?? [];
        var set = new RunSelector { Set = labelled.Count == 1 ? labelled[0] : new Dictionary<string, string>() }.And(wanted).Set;
        var known = SettingsForm.Fields(task.SettingsType).Select(field => field.Name).ToList();
        return new LaunchForm
        {
            Task = task.Id,
            Preset = preset?.Id ?? "",
            Methods = [.. wanted.Methods.Take(1)],
            Seeds = seeds,
            Set = set.Where(pair => known.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)
                && (preset is null || swept.Contains(pair.Key) || SettingsForm.Text(preset.Settings, known.First(name => name.Equals(pair.Key, StringComparison.OrdinalIgnoreCase))) != pair.Value)).ToDictionary(),
        };
    }
}
