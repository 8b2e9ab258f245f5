using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Cli;

/// <summary>Runs named on the command line.</summary>
internal static class RunList
{
    /// <summary>The runs of the numbers, or an error for each that is none.</summary>
    public static (IReadOnlyList<RunRow> Runs, IReadOnlyList<SettingError> Errors) Find(CliHost host, IReadOnlyList<long> ids)
    {
        var found = ids.Select(id => (id, run: host.Store.Find(id))).ToList();
        return ([.. found.Select(pair => pair.run).OfType<RunRow>()], [.. found.Where(pair => pair.run is null).Select(pair => new SettingError("id", $"{pair.id}", "a run's number; `runs` lists them"))]);
    }
}
