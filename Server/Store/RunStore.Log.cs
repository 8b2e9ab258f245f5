using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Points of runs that are computed elsewhere and logged here.</content>
public sealed partial class RunStore
{
    private const int MostOpen = 200;
    private readonly Dictionary<long, LoggedRun> _open = [];

    /// <summary>Keeps points of a run that is computed elsewhere.</summary>
    /// <returns>False when there is no such run that is not deleted.</returns>
    internal bool Log(long id, RunBatch points) => Log(id, points.Bytes, (run, open, recorder) =>
    {
        var batch = New(id, run, points);
        if (batch.Points == 0)
        {
            return;
        }

        open.First ??= batch.Series.First().Name;
        foreach (var value in batch.Series.Where(column => column.Name == open.First).SelectMany(column => column.Values))
        {
            open.Picture.Add(value);
        }

        batch.Sequence = recorder.Sequence + 1;
        batch.Progress = (Math.Max(run.Step, batch.Series.Max(column => column.Steps.Max())), run.Total);
        batch.Seconds = Math.Max(run.Seconds, batch.Series.Max(column => column.Seconds.Max()));
        batch.Sparkline = open.Picture.Values();
        recorder.Append(batch);
        Change(id, entry => With(entry, batch, recorder.Bytes) with { Details = entry.Details + 1, Results = Latest(entry.Results, batch) },
            soft: true);
    });

    /// <summary>Keeps images of a run that is computed elsewhere.</summary>
    /// <returns>False when there is no such run that is not deleted.</returns>
    /// <param name="id">The run.</param>
    /// <param name="images">The images.</param>
    /// <param name="matching">How they find their references from here on; null leaves that as it is.</param>
    internal bool LogImages(long id, RunBatch images, ImageMatching? matching = null) => Log(id, images.Bytes, (_, _, recorder) =>
    {
        if (images.Images.Count > 0)
        {
            recorder.Append(images);
        }

        Change(id, entry => With(entry, images, recorder.Bytes) with { Matching = matching ?? entry.Matching }, soft: matching is null);
    });

    /// <summary>Keeps results of a run that was imported.</summary>
    /// <returns>False when there is no such run that is not deleted.</returns>
    internal bool AddResults(long id, IReadOnlyList<RunResult> results) => Log(id, 0, (run, _, recorder) =>
    {
        var batch = new RunBatch();
        batch.Results.AddRange(results.Select(result => (run.Step, result)));
        recorder.Append(batch);
        Change(id, entry => With(entry, batch, recorder.Bytes), soft: true);
    });

    private bool Log(long id, long bytes, Action<RunEntry, LoggedRun, RunRecorder> write)
    {
        _quota.Take(bytes);
        while (true)
        {
            var open = Open(id);
            lock (open)
            {
                if (open.IsClosed)
                {
                    continue;
                }

                if (_runs.Find(id) is not { External: true, Deleted: null } run)
                {
                    return false;
                }

                open.Recorder ??= Recorder(id, open);
                try
                {
                    write(run, open, open.Recorder);
                }
                catch
                {
                    open.Close();
                    throw;
                }

                return true;
            }
        }
    }

    // A client repeats a call whose answer was lost; in MLflow's own store a point's whole content is its key. Only points that do not
    // come after the latest are looked for.
    private RunBatch New(long id, RunEntry run, RunBatch batch)
    {
        var latest = run.Results.ToDictionary(result => result.Result.Metric, result => (result.Step, result.Seconds));
        var (fresh, here) = (new RunBatch(), new HashSet<(string, long, long, long)>());
        foreach (var column in batch.Series)
        {
            var isKnown = latest.TryGetValue(column.Name, out var last);
            for (var i = 0; i < column.Steps.Count; i++)
            {
                var (step, seconds, value) = (column.Steps[i], column.Seconds[i], column.Values[i]);
                if (here.Add((column.Name, step, Bits(seconds), Bits(value)))
                    && !(isKnown && (step, seconds).CompareTo(last) <= 0 && Has(id, column.Name, step, seconds, value)))
                {
                    fresh.Add(column.Name, step, seconds, value);
                }
            }
        }

        return fresh.Points == batch.Points ? batch : fresh;
    }

    private bool Has(long id, string series, long step, double seconds, double value)
    {
        var there = Read(id, series, 0, step, step);
        for (var i = 0; i < there.Steps.Length; i++)
        {
            if (Bits(there.Seconds[i]) == Bits(seconds) && Bits(there.Values[i]) == Bits(value))
            {
                return true;
            }
        }

        return false;
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    // MLflow's latest point is the one of the highest step; of these the newest; of these the highest value.
    private static StoredResult[] Latest(IReadOnlyList<StoredResult> old, RunBatch batch)
    {
        var latest = old.ToDictionary(result => result.Result.Metric);
        foreach (var column in batch.Series)
        {
            for (var i = 0; i < column.Steps.Count; i++)
            {
                var point = (column.Steps[i], column.Seconds[i], column.Values[i]);
                if (!latest.TryGetValue(column.Name, out var kept) || point.CompareTo((kept.Step, kept.Seconds, kept.Result.Value)) >= 0)
                {
                    latest[column.Name] = new StoredResult(point.Item1, point.Item2, new RunResult(column.Name, point.Item3));
                }
            }
        }

        return [.. latest.Values.OrderBy(result => result.Result.Metric, StringComparer.Ordinal)];
    }

    private RunRecorder Recorder(long id, LoggedRun open)
    {
        open.First = _journals.Read(id, journal => journal.Series()) is [var first, ..] ? first : null;
        if (open.First is not null)
        {
            Visit(id, open.First, chunk => chunk.Values.ForEach(open.Picture.Add));
        }

        return new RunRecorder(_catalog.Folder(id));
    }

    private LoggedRun Open(long id)
    {
        lock (_open)
        {
            if (!_open.TryGetValue(id, out var open) || open.IsClosed)
            {
                if (_open.Count >= MostOpen)
                {
                    // Those that were not written to for the longest time are opened again when they are.
                    foreach (var (old, idle) in _open.OrderBy(one => one.Value.Used).Take(MostOpen / 4).ToList())
                    {
                        if (Monitor.TryEnter(idle))
                        {
                            idle.Close();
                            Monitor.Exit(idle);
                            _open.Remove(old);
                        }
                    }
                }

                _open[id] = open = new LoggedRun();
            }

            open.Used = _clock.GetTimestamp();
            return open;
        }
    }

    private void CloseLogged(long id)
    {
        LoggedRun? open;
        lock (_open)
        {
            _open.Remove(id, out open);
        }

        if (open is not null)
        {
            lock (open)
            {
                open.Close();
            }
        }
    }

    private sealed class LoggedRun
    {
        public RunRecorder? Recorder { get; set; }

        public string? First { get; set; }

        public Sparkline Picture { get; } = new();

        public long Used { get; set; }

        public bool IsClosed { get; private set; }

        public void Close()
        {
            IsClosed = true;
            Recorder?.Dispose();
        }
    }
}
