using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>Holds what a launch asks for against what the cluster's partitions have.</summary>
internal sealed class SlurmLimits(ISlurm slurm, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private (long At, IReadOnlyList<SlurmPartition> All)? _partitions;

    /// <summary>Why a run cannot be a job with these resources; empty when it can.</summary>
    public IReadOnlyList<SettingError> Check(RunSpec spec, RunResources resources, RunResources configured)
    {
        if (SlurmScript.Refused(resources.Options) is { } refused)
        {
            return [new SettingError("Options", refused, "one of " + SlurmScript.Allowed)];
        }

        var asked = resources.Or(configured);
        var errors = new List<SettingError>();
        if (asked.Cores > 0 && spec.Settings.Threads > asked.Cores)
        {
            errors.Add(new SettingError("Threads", $"{spec.Settings.Threads}", $"1 … {asked.Cores}, the run's Cores"));
        }

        IReadOnlyList<SlurmPartition> partitions;
        try
        {
            partitions = Partitions();
        }
        catch (SlurmException exception)
        {
            // What cannot be checked now is refused by the cluster later; a run waits meanwhile.
            return exception.IsAway ? errors : [.. errors, new SettingError("Launcher", SlurmLauncher.Key, "what answers") { Sentence = exception.Message }];
        }

        foreach (var name in asked.Partition.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (partitions.All(one => one.Name != name))
            {
                errors.Add(new SettingError("Partition", name, "one of " + string.Join(", ", partitions.Select(one => one.Name))));
            }
        }

        var fit = partitions.Where(one => asked.Partition == "" ? one.IsDefault : asked.Partition.Split(',').Contains(one.Name)).ToList();
        if (fit.Count > 0)
        {
            Within("Gpus", asked.Gpus, fit.Max(one => one.Gpus));
            Within("MemoryMib", asked.MemoryMib, fit.Max(one => one.MemoryMib));
            Within("Cores", Math.Max(asked.Cores, spec.Settings.Threads), fit.Max(one => one.Cores));
            var longest = fit.Any(one => one.Minutes == 0) ? int.MaxValue : fit.Max(one => one.Minutes);
            Within("TimeMinutes", asked.TimeMinutes, longest);
        }

        return errors;

        void Within(string field, int value, int most)
        {
            if (value > most)
            {
                errors.Add(new SettingError(field, $"{value}", $"0 … {most}, the most in partition {string.Join(", ", fit.Select(one => one.Name))}"));
            }
        }
    }

    // A sweep asks for each of its runs.
    private IReadOnlyList<SlurmPartition> Partitions()
    {
        lock (_gate)
        {
            if (_partitions is { } known && clock.GetElapsedTime(known.At) < TimeSpan.FromMinutes(1))
            {
                return known.All;
            }

            var all = slurm.Partitions();
            _partitions = (clock.GetTimestamp(), all);
            return all;
        }
    }
}
