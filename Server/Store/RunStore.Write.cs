using System.Collections.Concurrent;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Taking in what a run reports that this process computes.</content>
public sealed partial class RunStore
{
    private readonly ConcurrentDictionary<long, RunRecorder> _recorders = new();

    /// <summary>Keeps a batch and says that the run is alive.</summary>
    /// <returns>Whether somebody asked the run to stop.</returns>
    /// <exception cref="RunLostException">The run no longer belongs to this attempt; nothing was kept.</exception>
    public bool Append(long id, int attempt, RunBatch batch)
    {
        if (_runs.Find(id) is not { State: RunState.Running } run || run.Attempt != attempt
            || !_recorders.TryGetValue(id, out var recorder))
        {
            throw new RunLostException(id);
        }

        lock (recorder)
        {
            _quota.Take(batch.Bytes);
            recorder.Append(batch);
            if (!Change(id, entry => entry.State == RunState.Running && entry.Attempt == attempt ? With(entry, batch, recorder.Bytes)
                : null, soft: true))
            {
                throw new RunLostException(id);
            }
        }

        return _catalog.Folder(id).IsAskedToStop();
    }

    private RunEntry With(RunEntry run, RunBatch batch, long bytes)
    {
        if (batch.IsEmpty)
        {
            return run with { Heartbeat = Now, Seconds = Math.Max(run.Seconds, batch.Seconds) };
        }

        return run with
        {
            Heartbeat = Now,
            Seconds = Math.Max(run.Seconds, batch.Seconds),
            Sequence = Math.Max(run.Sequence, batch.Sequence),
            Step = batch.Progress?.Step ?? run.Step,
            Total = batch.Progress?.Total ?? run.Total,
            Sparkline = batch.Sparkline ?? run.Sparkline,
            Warnings = run.Warnings + batch.Log.Count(entry => entry.Line.Severity == LogSeverity.Warning),
            Details = run.Details + batch.Details,
            Checkpoint = run.Checkpoint || batch.Checkpoints.Count > 0,
            Images = run.Images || batch.Images.Count > 0,
            Results = batch.Results.Count == 0 ? run.Results
                : Merge(run.Results, batch.Results.Select(one => new StoredResult(one.Step, 0, one.Result))),
            Certificates = batch.Certificates.Count == 0 ? run.Certificates
                : [.. run.Certificates, .. batch.Certificates
                    .Select((one, at) => new RunCertificate(NextCertificate(run, at), one.At.ToUnixTimeMilliseconds(), true,
                    one.Certificate))],
            Journal = bytes,
        };
    }

    // Numbers over all runs: the run's own number in front keeps them apart without a counter that two writers share.
    private static long NextCertificate(RunEntry run, int at) =>
        ((run.Certificates.Count == 0 ? run.Id << 20 : run.Certificates[^1].Id) + 1) + at;

    private static StoredResult[] Merge(IReadOnlyList<StoredResult> old, IEnumerable<StoredResult> added)
    {
        var all = new SortedDictionary<string, StoredResult>(StringComparer.Ordinal);
        foreach (var result in old.Concat(added))
        {
            all[result.Result.Metric] = result;
        }

        return [.. all.Values];
    }

    private void Release(long id)
    {
        if (_recorders.TryRemove(id, out var recorder))
        {
            lock (recorder)
            {
                recorder.Dispose();
            }
        }
    }
}
