using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>What a run that is computed in a process of its own may take of a machine; 0 and empty leave it to what is configured.</summary>
public sealed record RunResources
{
    /// <summary>Processor cores.</summary>
    [Display(Name = "Cores", GroupName = "Where", Order = 1, Description = "Cores of the run's process; at least its Threads. 0: as many as its Threads.")]
    [Range(0, 4096)]
    public int Cores { get; init; }

    /// <summary>Memory.</summary>
    [Display(Name = "Memory", GroupName = "Where", Order = 2, Description = "A run that takes more is ended. 0: no limit here, and the cluster's default there.")]
    [Range(0, 16_777_216)]
    [Unit("MiB")]
    public int MemoryMib { get; init; }

    /// <summary>How long it may stand still.</summary>
    [Display(Name = "Longest standstill", GroupName = "Where", Order = 3, Description = "A run that reports no step, point or log line for so long counts as hanging and is ended. 0: never.")]
    [Range(0, 604_800)]
    [Unit("s")]
    public int StallSeconds { get; init; }

    /// <summary>GPUs.</summary>
    [Display(Name = "GPUs", GroupName = "Where", Order = 4, Description = "GPUs of the cluster for this run.")]
    [Range(0, 64)]
    public int Gpus { get; init; }

    /// <summary>The cluster's partition.</summary>
    [Display(Name = "Partition", GroupName = "Where", Order = 5, Description = "The cluster's partition; empty takes its default.")]
    [RegularExpression("[A-Za-z0-9_.,-]*", ErrorMessage = "names of partitions with commas between them")]
    public string Partition { get; init; } = "";

    /// <summary>Time limit of a job.</summary>
    [Display(Name = "Time limit", GroupName = "Where", Order = 6, Description = "The job's time; before it is over the run keeps a checkpoint and waits for another turn. 0: the partition's.")]
    [Range(0, 525_600)]
    [Unit("min")]
    public int TimeMinutes { get; init; }

    /// <summary>Who pays.</summary>
    [Display(Name = "Account", GroupName = "Where", Order = 7, Description = "The cluster's account that is charged.")]
    [RegularExpression("[A-Za-z0-9_.@-]*", ErrorMessage = "an account's name")]
    public string Account { get; init; } = "";

    /// <summary>Further options of sbatch.</summary>
    [Display(Name = "Options", GroupName = "Where", Order = 8, Description = "Further options of sbatch, such as --qos=long --constraint=a100.")]
    public string Options { get; init; } = "";

    /// <summary>These, and what is configured where these say nothing.</summary>
    public RunResources Or(RunResources configured) => new()
    {
        Cores = Cores > 0 ? Cores : configured.Cores,
        MemoryMib = MemoryMib > 0 ? MemoryMib : configured.MemoryMib,
        StallSeconds = StallSeconds > 0 ? StallSeconds : configured.StallSeconds,
        Gpus = Gpus > 0 ? Gpus : configured.Gpus,
        Partition = Partition != "" ? Partition : configured.Partition,
        TimeMinutes = TimeMinutes > 0 ? TimeMinutes : configured.TimeMinutes,
        Account = Account != "" ? Account : configured.Account,
        Options = $"{configured.Options} {Options}".Trim(),
    };
}
