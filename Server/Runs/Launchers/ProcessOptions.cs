using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Server.Runs.Launchers;

/// <summary>How child processes are looked after (Runs:Process).</summary>
public sealed record ProcessOptions
{
    /// <summary>How long a child waits for its next run.</summary>
    [Display(Name = "Idle")]
    [Range(1, 86_400)]
    [Unit("s")]
    public int IdleSeconds { get; init; } = 300;

    /// <summary>After how long without a sign of life a child counts as frozen.</summary>
    [Display(Name = "Silence")]
    [Range(4, 3600)]
    [Unit("s")]
    public int SilenceSeconds { get; init; } = 60;

    /// <summary>How long a run may take to stop before it is killed.</summary>
    [Display(Name = "Stop")]
    [Range(1, 3600)]
    [Unit("s")]
    public int StopSeconds { get; init; } = 15;
}
