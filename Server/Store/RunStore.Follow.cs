using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Following journals that others write, and what was written while nobody looked.</content>
public sealed partial class RunStore
{
    /// <summary>Takes in what other processes have written of the runs that they compute.</summary>
    public void Follow()
    {
        foreach (var run in _runs.Table.Rows.Values)
        {
            if (run is { State: RunState.Running, External: false } && !_recorders.ContainsKey(run.Id))
            {
                Follow(run.Id);
            }
        }
    }

    /// <summary>Takes in what another process has written of a run.</summary>
    public void Follow(long id)
    {
        if (_runs.Find(id) is not { } run || JournalBytes(run) <= run.Journal)
        {
            return;
        }

        var summary = Summary(id);
        // One that is shorter than it was is damaged; what the catalog knows stays.
        if (summary.Bytes > run.Journal)
        {
            run = Begun(run, summary);
            var hasEnded = summary.End is not null && summary.Attempt?.Number == run.Attempt && run.State == RunState.Running;
            var hasCheckpoint = _catalog.Folder(id).HasCheckpoint();
            Change(id, entry => Following(entry, summary, hasCheckpoint), soft: !hasEnded);
        }
    }

    // A job begins by itself, when the cluster lets it, and again after it was put back: its journal is the first to say so.
    private static RunEntry Begun(RunEntry run, JournalSummary summary) =>
        summary.Attempt is { } attempt && run is { Job: not "", Owner: not null, State: RunState.Queued or RunState.Running }
            && attempt.Number > run.Attempt
        ? run with
        {
            State = RunState.Running,
            Attempt = attempt.Number,
            Started = run.Started ?? attempt.At,
            Node = attempt.Owner[(attempt.Owner.LastIndexOf('@') + 1)..],
            Reason = "",
            Ended = null,
        }
        : run;

    // After a crash the journals know more than the catalog.
    private void CatchUp()
    {
        foreach (var run in _runs.Table.Rows.Values)
        {
            try
            {
                Follow(run.Id);
            }
#pragma warning disable CA1031 // Whatever is wrong with one run, the server starts and the others are there.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _catalog.Report($"The journal of run {run.Id} cannot be read: {exception.Message}");
            }
        }
    }

    // A shared file system answers from a cache for seconds; opening a file asks it anew.
    private long JournalBytes(RunEntry run)
    {
        var file = new FileInfo(_catalog.Folder(run.Id).Journal);
        if (!file.Exists)
        {
            return 0;
        }

        if (run.Job == "")
        {
            return file.Length;
        }

        using var open = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return RandomAccess.GetLength(open);
    }

    private JournalSummary Summary(long id) => _journals.Read(id, journal => journal.Summary());

    private RunEntry Following(RunEntry run, JournalSummary summary, bool hasCheckpoint)
    {
        run = Begun(run, summary);
        var recorded = new List<RunCertificate>();
        foreach (var (at, certificate) in summary.Certificates)
        {
            recorded.Add(run.Certificates
                .FirstOrDefault(old => old.Recorded && old.At == at && old.Certificate.Step == certificate.Step && !recorded.Contains(old))
                ?? new RunCertificate(NextCertificate(run, recorded.Count), at, true, certificate));
        }

        var after = summary.Attempt?.After ?? long.MaxValue;
        var isCut = summary.Attempt?.Number == run.Attempt && summary.Attempt.Number > 1 && summary.Progress.Step <= after;
        var made = run.Certificates.Where(old => !old.Recorded && !(isCut && old.Certificate.Step > after));
        var followed = run with
        {
            Sequence = Math.Max(run.Sequence, summary.Sequence),
            Step = summary.Progress.Step,
            Total = summary.Progress.Total,
            Seconds = summary.Progress.Seconds,
            Sparkline = summary.Progress.Sparkline,
            Warnings = summary.Warnings,
            Details = Math.Max(run.Details + 1, summary.Details),
            Checkpoint = hasCheckpoint,
            Images = summary.Images,
            Results = _logged.Find(run.Id) is null
                ? [.. summary.Results.Select(result => new StoredResult(result.Step, 0, result.Result))]
                : Merge([], summary.Latest
                    .Select(latest => new StoredResult(latest.Step, latest.Seconds, new RunResult(latest.Series, latest.Value)))),
            Certificates = [.. recorded.Concat(made).OrderBy(certificate => certificate.At).ThenBy(certificate => certificate.Id)],
            Journal = summary.Bytes,
            Heartbeat = Now,
        };
        return summary.End is { } end && summary.Attempt?.Number == run.Attempt && run.State == RunState.Running ? Ended(followed, end)
            : followed;
    }
}
