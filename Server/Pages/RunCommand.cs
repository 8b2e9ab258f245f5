using Hodl.Components.Forms;
using Hodl.Components.Runs;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Pages;

/// <summary>The command line that computes a run again.</summary>
public static class RunCommand
{
    /// <summary>The command; only what differs from the preset, or from the defaults without one, is set.</summary>
    public static string Of(RunRow run)
    {
        var words = new List<string> { "dotnet run -c Release --project Server -- run", run.Task, "--method", run.Method };
        var task = TaskCatalog.Find(run.Task);
        var preset = task?.Presets.FirstOrDefault(preset => preset.Id == run.Preset);
        var sweep = preset is { Variants.Count: > 0 };
        if (preset is not null && !sweep)
        {
            words.AddRange(["--preset", preset.Id]);
        }

        words.AddRange(["--seed", $"{run.Seed}"]);
        var settings = RunGroup.Settings(run);
        foreach (var field in task is null ? [] : SettingsForm.Fields(task.SettingsType))
        {
            var start = preset is null || sweep ? field.Default : SettingsForm.Text(preset.Settings, field.Name);
            if (settings.TryGetValue(field.Name, out var value) && value != start)
            {
                words.AddRange(["--set", Quoted($"{field.Name}={value}")]);
            }
        }

        return string.Join(' ', words);
    }

    /// <summary>The command that launches what a form says.</summary>
    public static string Of(LaunchForm form) => string.Join(' ',
    [
        "dotnet run -c Release --project Server -- run", form.Task,
        .. form.Methods.Count > 0 ? form.Methods.Prepend("--method") : [],
        .. form.Preset != "" ? ["--preset", form.Preset] : Array.Empty<string>(),
        "--seed", form.Seeds.Replace(',', ' '),
        .. form.Set.SelectMany(pair => (string[])["--set", Quoted($"{pair.Key}={pair.Value}")]),
    ]);

    private static string Quoted(string word) =>
        word.All(letter => char.IsLetterOrDigit(letter) || "=-+._:/,".Contains(letter)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
