using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>Where runs are to be computed.</summary>
/// <param name="Launcher">A launcher's id; empty takes the configured one.</param>
/// <param name="Resources">What each may take there.</param>
public sealed record RunPlacement(string Launcher, RunResources Resources)
{
    /// <summary>As configured.</summary>
    public static RunPlacement Usual { get; } = new("", new RunResources());

    /// <summary>The placement with the given resources, and every error found on the way.</summary>
    /// <param name="launcher">A launcher's id; empty takes the configured one.</param>
    /// <param name="resources">Texts by name.</param>
    public static (RunPlacement Placement, IReadOnlyList<SettingError> Errors) Of(string launcher, IReadOnlyDictionary<string, string> resources)
    {
        var (read, errors) = SettingsForm.Apply(new RunResources(), resources);
        return (new RunPlacement(launcher, read), errors);
    }
}
