using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Runs;

/// <summary>Turns requests into runs; the launch page, the command line and the API all ask here.</summary>
/// <param name="tasks">The tasks on offer.</param>
/// <param name="options">Where the data lie; null: nowhere.</param>
public sealed class RunPlanner(IReadOnlyList<ITask> tasks, RunOptions? options = null)
{
    private readonly string root = options?.DataRoot ?? "";

    /// <summary>The tasks on offer.</summary>
    public IReadOnlyList<ITask> Tasks { get; } = tasks;

    /// <summary>The task of an id; null when there is none.</summary>
    public ITask? Find(string id) => Tasks.FirstOrDefault(task => task.Id == id);

    /// <summary>The runs of a request, or why there are none.</summary>
    public RunPlan Plan(RunRequest request)
    {
        if (Find(request.Task) is not { } task)
        {
            return Refused(new SettingError("Task", request.Task, OneOf(Tasks.Select(task => task.Id))));
        }

        var preset = task.Presets.FirstOrDefault(preset => preset.Id == request.Preset);
        if (preset is null && request.Preset != "")
        {
            return Refused(new SettingError("Preset", request.Preset, OneOf(task.Presets.Select(preset => preset.Id))));
        }

        var unknown = request.Methods.Where(id => task.Methods.All(method => method.Id != id));
        var errors = unknown.Select(id => new SettingError("Method", id, OneOf(task.Methods.Select(method => method.Id)))).ToList();
        if (request.Seeds.Count == 0)
        {
            errors.Add(new SettingError("Seed", "none", "at least one whole number"));
        }

        var (settings, refused) = SettingsForm.Apply(preset?.Settings ?? Defaults(task), request.Set);
        errors.AddRange(refused);
        if (errors.Count > 0)
        {
            return new RunPlan([], errors);
        }

        var runs = new List<RunSpec>();
        var notices = new List<string>();
        var missing = new Dictionary<string, string?>();
        foreach (var (label, method, changed) in Variants(task, preset, request, settings))
        {
            errors.AddRange(MethodSettings.Errors(task, method, changed));
            errors.AddRange(WrongDevice(task, changed));
            foreach (var (need, sentence) in Missing(task.Needs(method, changed), missing))
            {
                if (need.Substitute == "")
                {
                    errors.Add(Absent(need, sentence));
                }
                else
                {
                    notices.Add($"{sentence} Until then the run uses {need.Substitute}.");
                }
            }

            runs.AddRange(request.Seeds.Select(seed => new RunSpec
            {
                Task = task.Id,
                Method = method,
                Preset = request.Preset,
                Label = label,
                Seed = seed,
                Settings = changed,
            }));
        }

        return new RunPlan(errors.Count == 0 ? runs : [], [.. errors.Distinct()]) { Notices = [.. notices.Distinct()] };
    }

    /// <summary>Why a run cannot be computed; empty when it can.</summary>
    public IReadOnlyList<SettingError> Check(RunSpec spec)
    {
        if (Find(spec.Task) is not { } task)
        {
            return [new SettingError("Task", spec.Task, OneOf(Tasks.Select(task => task.Id)))];
        }

        if (task.Methods.All(method => method.Id != spec.Method))
        {
            return [new SettingError("Method", spec.Method, OneOf(task.Methods.Select(method => method.Id)))];
        }

        if (spec.Settings.GetType() != task.SettingsType)
        {
            return [new SettingError("Settings", spec.Settings.GetType().Name, task.SettingsType.Name)];
        }

        var texts = SettingsForm.Fields(task.SettingsType).ToDictionary(field => field.Name, field => SettingsForm.Text(spec.Settings, field.Name));
        var (_, errors) = SettingsForm.Apply(spec.Settings, texts);
        return errors.Count > 0 ? errors
            : WrongDevice(task, spec.Settings) is { Count: > 0 } wrong ? wrong
            : MethodSettings.Errors(task, spec.Method, spec.Settings) is { Count: > 0 } contradictions ? contradictions
            : [.. Missing(task.Needs(spec.Method, spec.Settings), []).Where(item => item.Need.Substitute == "").Select(item => Absent(item.Need, item.Sentence))];
    }

    private static IReadOnlyList<SettingError> WrongDevice(ITask task, TaskSettings settings)
    {
        if (settings.Device == "cpu")
        {
            return [];
        }

        var here = task.CpuOnly ? ["cpu"] : EnvironmentProbe.Devices();
        return here.Contains(settings.Device == "cuda" ? "cuda:0" : settings.Device) ? [] :
        [
            new SettingError("Device", settings.Device, string.Join(", ", here))
            {
                Sentence = $"Device {settings.Device}: {(task.CpuOnly ? "this task computes on the CPU" : here.Count == 1 ? "libtorch finds no GPU on this machine" : "the machine has no such GPU")}. Allowed here: {string.Join(", ", here)}.",
            },
        ];
    }

    private IEnumerable<(DataNeed Need, string Sentence)> Missing(IReadOnlyList<DataNeed> needs, Dictionary<string, string?> asked)
    {
        foreach (var need in needs)
        {
            if (!asked.TryGetValue(need.Data.Id, out var sentence))
            {
                asked[need.Data.Id] = sentence = need.Data.Missing(root);
            }

            if (sentence is not null)
            {
                yield return (need, sentence);
            }
        }
    }

    private static SettingError Absent(DataNeed need, string sentence) =>
        new(need.Setting, need.Data.Name, "a data set below the data folder") { Sentence = sentence, OfData = true };

    private static IEnumerable<(string Label, string Method, TaskSettings Settings)> Variants(
        ITask task, TaskPreset? preset, RunRequest request, TaskSettings settings)
    {
        var methods = request.Methods.Count > 0 ? request.Methods
            : preset is { Methods.Count: > 0 } ? preset.Methods
            : [task.Methods[0].Id];
        if (preset is not { Variants.Count: > 0 })
        {
            return methods.Select(method => ("", method, settings));
        }

        // A person's own settings win over the sweep's: variants that they belie go where others agree with them; where none
        // does, the label goes, and runs that they make equal are one. A method that the sweep does not name runs without it.
        var swept = (
            from variant in preset.Variants
            let changed = SettingsForm.Apply(SettingsForm.Apply(settings, variant.Set).Settings, request.Set).Settings
            let agrees = SettingsForm.Apply(changed, variant.Set).Settings.Equals(changed)
            from method in variant.Method is null ? methods
                : request.Methods.Count == 0 || request.Methods.Contains(variant.Method) ? [variant.Method]
                : []
            select (Agrees: agrees, Label: agrees ? variant.Label : "", Method: method, Settings: changed)).ToList();
        var agreed = swept.Where(run => run.Agrees).Select(run => run.Method).ToHashSet();
        var unnamed = methods.Except(swept.Select(run => run.Method)).Select(method => (Agrees: true, Label: "", Method: method, Settings: settings));
        return
            from run in swept.Concat(unnamed)
            where run.Agrees || !agreed.Contains(run.Method)
            group run.Label by (run.Method, run.Settings) into same
            select (same.FirstOrDefault(label => label != "", ""), same.Key.Method, same.Key.Settings);
    }

    private static TaskSettings Defaults(ITask task) => (TaskSettings)Activator.CreateInstance(task.SettingsType)!;

    private static RunPlan Refused(SettingError error) => new([], [error]);

    private static string OneOf(IEnumerable<string> ids) => "one of " + string.Join(", ", ids);
}
