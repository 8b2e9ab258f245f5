using System.Diagnostics.CodeAnalysis;
using Hodl.Core.Runs;

namespace Hodl.Server.Runs;

/// <summary>Takes runs in, computes a set number of them at once, and stops, resumes and repeats them.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue of runs, not a collection type.")]
public sealed class RunQueue
{
    /// <summary>How many runs compute at once (setting Runs:AtOnce); takes effect at once, running ones are not stopped.</summary>
    public int AtOnce { get; set; } = 1;

    /// <summary>Checks the run, keeps it, and computes it when there is room.</summary>
    /// <returns>The run's id.</returns>
    /// <exception cref="InvalidRunException">It cannot be computed as asked.</exception>
    public long Enqueue(RunSpec spec) => throw new NotImplementedException();

    /// <summary>Stops a queued or running run within one inner step; it keeps its points and can be resumed. A run at its end stays as it is.</summary>
    public void Stop(long id) => throw new NotImplementedException();

    /// <summary>Queues a stopped run again; it goes on from its last checkpoint under the same id.</summary>
    /// <exception cref="InvalidOperationException">It is not at a stop, with the reason.</exception>
    public void Resume(long id) => throw new NotImplementedException();

    /// <summary>Queues a new run with the same settings and seed.</summary>
    /// <returns>The new run's id.</returns>
    public long Repeat(long id) => throw new NotImplementedException();

    /// <summary>Why the run waits, such as a full disk; null while it does not.</summary>
    public string? Waiting(long id) => throw new NotImplementedException();
}
