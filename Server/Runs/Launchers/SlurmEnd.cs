using Hodl.Core.Runs;

namespace Hodl.Server.Runs.Launchers;

/// <summary>What a job's end says of a run that has not said it itself.</summary>
public static class SlurmEnd
{
    /// <summary>How the run ends, and why, in words.</summary>
    public static (RunState State, string Reason) Of(SlurmJob job) => job.State switch
    {
        "CANCELLED" => (RunState.Cancelled, $"Its job {job.Id} was canceled on the cluster (scancel)"),
        "TIMEOUT" => (RunState.Interrupted, $"Its job {job.Id} reached its time limit"),
        "DEADLINE" => (RunState.Interrupted, $"Its job {job.Id} reached its deadline"),
        "NODE_FAIL" => (RunState.Interrupted, $"The node {job.Node} of its job {job.Id} failed"),
        "BOOT_FAIL" => (RunState.Interrupted, $"The node {job.Node} of its job {job.Id} did not start"),
        "PREEMPTED" => (RunState.Interrupted, $"Its job {job.Id} was preempted by another"),
        "OUT_OF_MEMORY" => (RunState.Failed, $"Its job {job.Id} took more memory than it had asked for"),
        "FAILED" when job.ExitCode.Signal > 0 => ProcessEnd.Of(128 + job.ExitCode.Signal),
        "FAILED" => ProcessEnd.Of(job.ExitCode.Code),
        "COMPLETED" => (RunState.Interrupted, $"Its job {job.Id} ended before the run was over"),
        var other => (RunState.Interrupted, $"Its job {job.Id} ended: {other}"),
    };
}
