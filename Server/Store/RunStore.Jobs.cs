using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Runs that another process computes at this server's wish.</content>
public sealed partial class RunStore
{
    /// <summary>What the run may take of a machine.</summary>
    public RunResources Resources(long id) => _runs.Find(id)?.Resources ?? new RunResources();

    /// <summary>The run's folder.</summary>
    public RunFolder Folder(long id) => _catalog.Folder(id);

    /// <summary>Runs of a launcher that somebody computes or alone may start.</summary>
    public IReadOnlyList<RunRow> Claimed(string launcher) =>
        [.. _runs.Table.Rows.Values.Where(run => run.Owner is not null && run.Launcher == launcher).Select(Row)];

    /// <summary>How many runs of each person somebody computes or alone may start.</summary>
    public Dictionary<string, int> ClaimedByPerson() => _runs.Table.Rows.Values.Where(run => run is { Owner: not null, External: false })
        .GroupBy(run => run.Person).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Who computes the run or alone may start it; null for nobody.</summary>
    public string? Owner(long id) => _runs.Find(id)?.Owner;

    /// <summary>Takes queued runs for a cluster; they stay queued until their journals say that they have begun.</summary>
    /// <param name="ids">The runs.</param>
    /// <param name="owner">Signs them.</param>
    /// <param name="job">What their jobs are called.</param>
    /// <returns>Those that were still queued.</returns>
    public IReadOnlyList<long> Submit(IReadOnlyList<long> ids, string owner, Func<long, string> job) => _catalog.Write(change => ids
        .Where(id => _runs.Change(change, id, run => run is { State: RunState.Queued, External: false, Deleted: null, Owner: null }
            ? run with { Owner = owner, Job = job(id), Node = "", Heartbeat = Now } : null)).ToList());

    /// <summary>The cluster has given the jobs their numbers.</summary>
    public void Number(IReadOnlyDictionary<long, string> jobs) => _catalog.Write(change =>
    {
        foreach (var (id, job) in jobs)
        {
            _runs.Change(change, id, run => run.Owner is null ? null : run with { Job = job });
        }
    });

    /// <summary>The cluster has put the run's job back into its queue, or did not take it.</summary>
    /// <param name="id">The run.</param>
    /// <param name="keep">Whether the job goes on by itself; else the run is free for a new one.</param>
    public void Return(long id, bool keep) => Change(id, run =>
        run is { External: false, Owner: not null, State: RunState.Queued or RunState.Running } && !(keep && run.State == RunState.Queued)
        ? run with { State = RunState.Queued, Node = "", Owner = keep ? run.Owner : null, Job = keep ? run.Job : "" } : null);

    /// <summary>Ends a run whose process or job is over without having said so; its log keeps the last words.</summary>
    /// <returns>Whether it was still under way.</returns>
    public bool EndGone(long id, RunState state, string reason, string words)
    {
        Follow(id);
        if (_runs.Find(id) is not { Owner: not null, State: RunState.Queued or RunState.Running } run)
        {
            return false;
        }

        var end = new RunEnd(state, reason, Now);
        var bytes = run.Journal;
        try
        {
            if (run.State == RunState.Running)
            {
                using var recorder = new RunRecorder(_catalog.Folder(id));
                var batch = new RunBatch { Seconds = run.Seconds };
                var severity = state == RunState.Failed ? LogSeverity.Error : LogSeverity.Warning;
                batch.Log.Add((_clock.GetUtcNow(), new RunLogLine(severity, run.Step, words == "" ? reason : $"{reason}\n{words}")));
                recorder.Append(batch);
                recorder.End(end);
                Follow(id);
                bytes = recorder.Bytes;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The catalog says it alone.
            _catalog.Report($"How run {id} ended cannot be written into its folder: {exception.Message}");
        }

        Change(id, entry => entry.Owner is null || entry.Attempt != run.Attempt ? null
            : Ended(entry, end) with { Journal = Math.Max(bytes, entry.Journal) });
        return true;
    }
}
