using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>
/// What a method refuses of settings whose fields are allowed one by one: the form, the command line and the API all ask here.
/// </summary>
public static class MethodSettings
{
    /// <summary>Every contradiction; empty when the method can run.</summary>
    /// <param name="task">The task.</param>
    /// <param name="method">One of its methods.</param>
    /// <param name="settings">Its settings.</param>
    public static IReadOnlyList<SettingError> Errors(ITask task, string method, TaskSettings settings)
    {
        var name = task.Methods.FirstOrDefault(known => known.Id == method)?.Name ?? method;
        var errors = new List<SettingError>();
        if (task.Refuse(method, settings) is { } reason)
        {
            errors.Add(new("Method", method, reason) { Sentence = $"{name}: {reason}" });
        }

        if (settings is TrainingSettings { KeepEvery: > 0 } training && !task.IsReverseMode(method))
        {
            errors.Add(KeepsSteps(task, name, training.KeepEvery));
        }

        return errors;
    }

    // Keeping inner states and computing the others again is reverse mode, whatever the method is called.
    private static SettingError KeepsSteps(ITask task, string name, int keepEvery)
    {
        var able = string.Join(
            ", ", task.Methods.Where(method => task.IsReverseMode(method.Id) && !method.IsReference).Select(method => method.Name));
        return new(nameof(TrainingSettings.KeepEvery), keepEvery.ToString(CultureInfo.InvariantCulture), "0")
        {
            Sentence = $"{nameof(TrainingSettings.KeepEvery)} = {keepEvery}: allowed with {name} is 0. "
                + "It is reverse mode through all K inner steps, which is not this "
                + (able == "" ? "method's hypergradient." : $"method's hypergradient; other values are for {able}."),
        };
    }
}
