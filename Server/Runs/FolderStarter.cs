using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Runs;

/// <summary>Makes runs ready to compute in a process that does not own the catalog: it only writes the run's folder.</summary>
/// <param name="options">Where the data lies.</param>
/// <param name="probe">Tells what they are computed with.</param>
/// <param name="clock">Stamps their points.</param>
internal sealed class FolderStarter(RunOptions options, EnvironmentProbe probe, TimeProvider clock)
{
    /// <summary>Begins the attempt; the recorder is to be disposed when the worker has computed.</summary>
    /// <param name="id">The run.</param>
    /// <param name="attempt">The number of the attempt.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="task">Computes it.</param>
    /// <param name="spec">What it computes.</param>
    /// <param name="listener">Hears of its points.</param>
    /// <param name="job">When a cluster's job computes it: signs the attempt, which is the next of the journal.</param>
    /// <param name="data">Folder with the data sets; null for that of this process.</param>
    /// <param name="keep">Takes how the attempt ended in the journal's stead, if it returns true.</param>
    public (RunWorker Worker, RunRecorder Recorder) Start(long id, int attempt, RunFolder folder, ITask task, RunSpec spec,
        IRunListener listener, string? job = null, string? data = null, Func<RunState, bool>? keep = null)
    {
        var recorder = new RunRecorder(folder);
        try
        {
            if (job is not null)
            {
                // The cluster may have begun it before.
                using var before = new RunJournal(folder);
                attempt = Math.Max(attempt, (before.Summary().Attempt?.Number ?? 0) + 1);
            }

            var start = recorder.Begin(attempt, job ?? ProcessOwner.Current.ToString(), probe.Read(spec.Settings), clock.GetUtcNow());
            var main = RunWorker.MainSeries(task);
            using var journal = new RunJournal(folder);
            var pump = new FeedPump(new FolderSink(recorder, folder, clock, keep), id, recorder.Sequence, listener, clock);
            var feed = new RunFeed(start?.Seconds ?? 0, start?.Checkpoint.Step ?? 0, main, journal.Read(main).Values, pump, clock);
            var context = new RunContext
            {
                Spec = spec,
                Observer = feed,
                Resume = start?.Checkpoint,
                DataRoot = data ?? options.DataRoot,
                Clock = clock
            };
            return (new RunWorker(id, task, context, feed, pump), recorder);
        }
        catch
        {
            recorder.Dispose();
            throw;
        }
    }
}
