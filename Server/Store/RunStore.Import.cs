using System.Runtime.ExceptionServices;
using System.Text.Json;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Runs that were computed elsewhere.</content>
public sealed partial class RunStore
{
    private const int ChunkPoints = 8192;
    private const int MostAtOnce = 8;
    private const string Importing = "importing-";
    private const long LongJournal = 8 << 20;

    /// <summary>Keeps a run that was computed elsewhere, finished, with all its points.</summary>
    /// <param name="run">What came in.</param>
    /// <param name="person">Who brought it; empty when nobody has to sign in.</param>
    /// <param name="project">The project's name; empty for none.</param>
    /// <returns>Its id.</returns>
    public long Add(ImportedRun run, string person = "", string project = "") => Add([run], person, project)[0];

    /// <summary>Keeps runs that were computed elsewhere, all or none.</summary>
    /// <param name="runs">What came in.</param>
    /// <param name="person">Who brought them; empty when nobody has to sign in.</param>
    /// <param name="project">The project's name; empty for none.</param>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<long> Add(IReadOnlyList<ImportedRun> runs, string person = "", string project = "")
    {
        _quota.Take(24 * runs.SelectMany(run => run.Series).Sum(column => (long)column.Steps.Count));
        var ids = runs.Select(_ => _runs.TakeId()).ToList();
        var entries = new RunEntry[runs.Count];
        var mark = Path.Combine(_catalog.RunsFolder, $"{Importing}{ids.FirstOrDefault()}");
        try
        {
            // What a death on the way leaves is known by this file, and removed at the next start.
            File.WriteAllBytes(mark, JsonSerializer.SerializeToUtf8Bytes(ids));
            // The folders first: a run in the catalog is complete. Syncs that wait together cost the disk little more than one.
            Record(runs.Count, at => entries[at] = Record(ids[at], runs[at], person));
            _catalog.Write(change =>
            {
                var number = ProjectOf(change, project);
                foreach (var entry in entries)
                {
                    _runs.Put(change, entry with { Project = number });
                }
            });
        }
        catch
        {
            ids.ForEach(SetAside);
            RemoveLeftovers(compact: false);
            throw;
        }
        finally
        {
            File.Delete(mark);
        }

        return ids;
    }

    /// <summary>The runs that were taken in with the same labels and points, and are not deleted: of each of these one, or none at all.</summary>
    public IReadOnlyList<long> Imported(IReadOnlyList<ImportedRun> runs)
    {
        var known = _runs.Table.Rows.Values.Where(run => run.Source != "" && run.Deleted is null).GroupBy(run => run.Source)
            .ToDictionary(group => group.Key, group => group.Last().Id);
        var found = known.Count == 0 ? [] : runs.Select(run => known.GetValueOrDefault(run.Source())).ToList();
        return found.Contains(0) ? [] : found;
    }

    // The folders of imports that were cut off; those of runs in the catalog stay, whatever a mark says.
    private void RemoveUnfinished()
    {
        foreach (var mark in Directory.EnumerateFiles(_catalog.RunsFolder, Importing + "*"))
        {
            try
            {
                foreach (var id in JsonSerializer.Deserialize<long[]>(File.ReadAllBytes(mark)) ?? [])
                {
                    if (_runs.Find(id) is null && !_runs.Table.Damaged.ContainsKey(id))
                    {
                        SetAside(id);
                    }
                }

                File.Delete(mark);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
            {
                _catalog.Report($"{mark} cannot be removed: {exception.Message}");
            }
        }
    }

    private static void Record(int count, Action<int> record)
    {
        if (count == 1)
        {
            record(0);
            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce }, record);
        }
        catch (AggregateException all)
        {
            ExceptionDispatchInfo.Throw(all.InnerExceptions[0]);
        }
    }

    private RunEntry Record(long id, ImportedRun run, string person)
    {
        var last = run.Series.SelectMany(column => column.Steps).DefaultIfEmpty(0).Max();
        var seconds = run.Series.SelectMany(column => column.Seconds).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var started = run.Started?.ToUnixTimeMilliseconds() ?? Now;
        var picture = run.Series.FirstOrDefault(column => column.Values.Count > 0) is { } first ? Sparkline.Of(first.Values) : [];
        return new RunEntry
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
            Ended = (long)Math.Clamp(started + (seconds * 1000), started, UnixTime.Latest),
            Step = last,
            Total = last,
            Seconds = seconds,
            Sequence = 1,
            External = true,
            Source = run.Source(),
            Person = person,
            Sparkline = picture,
            Results = Merge([], run.Results.Select(result => new StoredResult(last, 0, result))),
            Journal = Record(id, run, last, seconds, picture),
        };
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
        if (recorder.Bytes >= LongJournal)
        {
            // Its index now: the first chart need not wait for it.
            _journals.Read(id, journal => journal.Summary());
        }

        return recorder.Bytes;
    }
}
