using System.ComponentModel.DataAnnotations;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>Where runs are computed, as configured (Runs).</summary>
public sealed record LauncherOptions
{
    /// <summary>What starts a run whose launch does not say it.</summary>
    [Display(Name = "Launcher")]
    [RegularExpression("in-process|process|slurm", ErrorMessage = "in-process, process, slurm")]
    public string Launcher { get; init; } = InProcessLauncher.Key;

    /// <summary>How many runs of one person compute or lie in a cluster's queue at once; 0 sets no limit.</summary>
    [Display(Name = "Per person")]
    [Range(0, 1_000_000)]
    public int PerPerson { get; init; }

    /// <summary>How child processes are looked after.</summary>
    public ProcessOptions Process { get; init; } = new();

    /// <summary>What a child process may take where the launch says nothing.</summary>
    public RunResources ProcessResources { get; init; } = new();

    /// <summary>How the cluster is used; null where there is none.</summary>
    public SlurmOptions? Slurm { get; init; }

    /// <summary>What a job asks for where the launch says nothing.</summary>
    public RunResources SlurmResources { get; init; } = new();

    /// <summary>The options as configured.</summary>
    /// <exception cref="InvalidOperationException">A setting is unknown or out of range.</exception>
    public static LauncherOptions From(IConfiguration configuration)
    {
        var runs = configuration.GetSection("Runs");
        var own = Read(new LauncherOptions(), "Runs", Values(runs).Where(pair => pair.Key is not ("AtOnce" or "Process" or "Slurm")));
        var (process, processResources) = Both(new ProcessOptions(), runs.GetSection("Process"));
        var (slurm, slurmResources) = Both(new SlurmOptions(), runs.GetSection("Slurm"));
        return own with
        {
            Process = process,
            ProcessResources = processResources,
            Slurm = own.Launcher == "slurm" || runs.GetSection("Slurm").Exists() ? slurm : null,
            SlurmResources = slurmResources,
        };
    }

    private static (T Options, RunResources Resources) Both<T>(T options, IConfigurationSection section)
        where T : class
    {
        var names = SettingsForm.Fields(typeof(RunResources)).Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var values = Values(section).ToLookup(pair => names.Contains(pair.Key));
        return (Read(options, section.Path, values[false]), Read(new RunResources(), section.Path, values[true]));
    }

    private static IEnumerable<KeyValuePair<string, string>> Values(IConfigurationSection section) =>
        section.GetChildren().Where(child => child.Value is not null).Select(child => new KeyValuePair<string, string>(child.Key, child.Value!));

    private static T Read<T>(T options, string section, IEnumerable<KeyValuePair<string, string>> values)
        where T : class
    {
        var (read, errors) = SettingsForm.Apply(options, values.ToDictionary());
        return errors.Count == 0 ? read
            : throw new InvalidOperationException(string.Join(" ", errors.Select(error => $"{section}:{error}")));
    }
}
