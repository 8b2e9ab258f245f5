using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Server.Runs.Launchers;

/// <summary>How the cluster is used (Runs:Slurm).</summary>
public sealed record SlurmOptions
{
    /// <summary>How many runs may be in the cluster's queue at once.</summary>
    [Display(Name = "At once")]
    [Range(1, 1_000_000)]
    public int AtOnce { get; init; } = 1000;

    /// <summary>Most runs of one array; the cluster's MaxArraySize less one.</summary>
    [Display(Name = "Array")]
    [Range(1, 4_000_000)]
    public int ArraySize { get; init; } = 1000;

    /// <summary>Seconds between looks at the cluster's queue.</summary>
    [Display(Name = "Poll")]
    [Range(1, 3600)]
    [Unit("s")]
    public int PollSeconds { get; init; } = 5;

    /// <summary>How long before a job's time is over its run keeps a checkpoint and waits for another turn.</summary>
    [Display(Name = "Notice")]
    [Range(1, 65_535)]
    [Unit("s")]
    public int NoticeSeconds { get; init; } = 120;

    /// <summary>How long a running run may take to stop before its job is canceled.</summary>
    [Display(Name = "Stop")]
    [Range(1, 3600)]
    [Unit("s")]
    public int StopSeconds { get; init; } = 30;
}
