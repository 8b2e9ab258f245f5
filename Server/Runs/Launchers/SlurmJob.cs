namespace Hodl.Server.Runs.Launchers;

/// <summary>A job as the cluster describes it.</summary>
/// <param name="Id">Its number; of an array's member, the array's number and its own behind an underscore.</param>
/// <param name="State">Such as <c>PENDING</c>.</param>
/// <param name="Reason">Why it waits, such as <c>Resources</c>; empty for none.</param>
/// <param name="Node">Where it runs; empty while it does not.</param>
/// <param name="Name">As it was submitted.</param>
/// <param name="ExitCode">As the cluster keeps it: the code and the signal.</param>
public sealed record SlurmJob(string Id, string State, string Reason, string Node, string Name, (int Code, int Signal) ExitCode)
{
    /// <summary>Its place among the jobs that wait in this list, from 1; 0 when it does not wait.</summary>
    public int Place { get; init; }

    /// <summary>Whether it waits, also after it was put back.</summary>
    public bool IsPending => State is "PENDING" or "REQUEUED" or "REQUEUE_FED" or "REQUEUE_HOLD" or "SPECIAL_EXIT" or "RESV_DEL_HOLD";

    /// <summary>Whether it runs, or begins or ends to.</summary>
    public bool IsRunning => State is "RUNNING" or "CONFIGURING" or "COMPLETING" or "SUSPENDED" or "STOPPED" or "SIGNALING" or "STAGE_OUT"
        or "RESIZING";
}
