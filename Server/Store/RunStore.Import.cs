using System.Text.Json;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Runs that were computed elsewhere.</content>
public sealed partial class RunStore
{
    private const int ChunkPoints = 8192;

    /// <summary>Keeps a run that was computed elsewhere, finished, with all its points.</summary>
    /// <param name="run">What came in.</param>
    /// <param name="person">Who brought it; empty when nobody has to sign in.</param>
    /// <param name="project">The project's name; empty for none.</param>
    /// <returns>Its id.</returns>
    public long Add(ImportedRun run, string person = "", string project = "")
    {
        _quota.Take(24 * run.Series.Sum(column => (long)column.Steps.Count));
        // The folder first: a run in the catalog is complete.
        var id = _catalog.Write(change => change.NextId("runs"));
        var last = run.Series.SelectMany(column => column.Steps).DefaultIfEmpty(0).Max();
        var seconds = run.Series.SelectMany(column => column.Seconds).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var started = run.Started?.ToUnixTimeMilliseconds() ?? Now;
        var picture = run.Series.FirstOrDefault(column => column.Values.Count > 0) is { } first ? Sparkline.Of(first.Values) : [];
        var bytes = 0L;
        try
        {
            bytes = Record(id, run, last, seconds, picture);
        }
        catch
        {
            SetAside(id);
            RemoveLeftovers(compact: false);
            throw;
        }

        _catalog.Write(change => _runs.Put(change, new RunEntry
        {
            Id = id,
            Name = run.Name,
            Task = run.Task,
            Method = run.Method,
            Seed = run.Seed,
            Settings = JsonSerializer.Serialize(run.Settings, StoreJson.Options),
            State = RunState.Finished,
            Reason = "Imported: computed elsewhere.",
            Created = Now,
            Queued = Now,
            Started = started,
            Ended = started + (long)(seconds * 1000),
            Step = last,
            Total = last,
            Seconds = seconds,
            Sequence = 1,
            External = true,
            Person = person,
            Project = ProjectOf(change, project),
            Sparkline = picture,
            Results = Merge([], run.Results.Select(result => new StoredResult(last, 0, result))),
            Journal = bytes,
        }));
        return id;
    }

    private long Record(long id, ImportedRun run, long last, double seconds, double[] picture)
    {
        using var recorder = new RunRecorder(_catalog.Folder(id));
        foreach (var column in run.Series)
        {
            for (var at = 0; at < column.Steps.Count; at += ChunkPoints)
            {
                var chunk = new RunBatch { Sequence = 1, Seconds = seconds, Sparkline = picture, Progress = (last, last) };
                chunk.Add(column.Slice(at, Math.Min(ChunkPoints, column.Steps.Count - at)));
                recorder.Append(chunk, sync: false);
            }
        }

        var facts = new RunBatch { Sequence = 1, Seconds = seconds, Sparkline = picture, Progress = (last, last) };
        facts.Results.AddRange(run.Results.Select(result => (last, result)));
        recorder.Append(facts);
        return recorder.Bytes;
    }
}
