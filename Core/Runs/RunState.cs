namespace Hodl.Core.Runs;

/// <summary>Where a run stands. Queued → Running → one of the four ends; an interrupted or cancelled run can be resumed.</summary>
public enum RunState
{
    /// <summary>Waits for a free place.</summary>
    Queued,

    /// <summary>Computes now.</summary>
    Running,

    /// <summary>Reached its end.</summary>
    Finished,

    /// <summary>Ended by an error; the reason is kept.</summary>
    Failed,

    /// <summary>Stopped by a person; keeps its points and a checkpoint.</summary>
    Cancelled,

    /// <summary>The process that computed it went away.</summary>
    Interrupted,
}
