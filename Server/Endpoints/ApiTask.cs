using Hodl.Core.Metrics;
using Hodl.Core.Tasks;

namespace Hodl.Server.Endpoints;

/// <summary>A task as the API and the command line show it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">As shown.</param>
/// <param name="Summary">One line of what it computes.</param>
/// <param name="Methods">The methods that it offers.</param>
/// <param name="Presets">Its presets.</param>
/// <param name="Settings">Its settings with their ranges.</param>
/// <param name="Metrics">The series and results that it reports.</param>
public sealed record ApiTask(
    string Id, string Name, string Summary, IReadOnlyList<TaskMethod> Methods, IReadOnlyList<ApiPreset> Presets,
    IReadOnlyList<ApiSetting> Settings, IReadOnlyList<MetricInfo> Metrics)
{
    /// <summary>The task as shown.</summary>
    public static ApiTask Of(ITask task) => new(
        task.Id, task.Name, task.Summary, task.Methods, [.. task.Presets.Select(ApiPreset.Of)],
        [.. SettingsForm.Fields(task.SettingsType).Select(ApiSetting.Of)], task.Metrics);
}
