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
    public (RunWorker Worker, RunRecorder Recorder) Start(long id, int attempt, RunFolder folder, ITask task, RunSpec spec,
        IRunListener listener)
    {
        var recorder = new RunRecorder(folder);
        try
        {
            var start = recorder.Begin(attempt, ProcessOwner.Current.ToString(), probe.Read(spec.Settings), clock.GetUtcNow());
            var main = RunWorker.MainSeries(task);
            using var journal = new RunJournal(folder);
            var pump = new FeedPump(new FolderSink(recorder, folder, clock), id, recorder.Sequence, listener, clock);
            var feed = new RunFeed(start?.Seconds ?? 0, start?.Checkpoint.Step ?? 0, main, journal.Read(main).Values, pump, clock);
            var context = new RunContext
            {
                Spec = spec,
                Observer = feed,
                Resume = start?.Checkpoint,
                DataRoot = options.DataRoot,
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
