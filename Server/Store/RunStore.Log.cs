using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Points of runs that are computed elsewhere and logged here.</content>
public sealed partial class RunStore
{
    private const int MostOpen = 200;
    private readonly Dictionary<long, LoggedRun> _open = [];

    /// <summary>Keeps points of a run that is computed elsewhere.</summary>
    /// <returns>False when there is no such run that is not deleted.</returns>
    internal bool Log(long id, RunBatch batch)
    {
        _quota.Take(batch.Bytes);
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
                open.First ??= batch.Series.First().Name;
                foreach (var value in batch.Series.Where(column => column.Name == open.First).SelectMany(column => column.Values))
                {
                    open.Picture.Add(value);
                }

                batch.Sequence = open.Recorder.Sequence + 1;
                batch.Progress = (Math.Max(run.Step, batch.Series.Max(column => column.Steps.Max())), run.Total);
                batch.Seconds = Math.Max(run.Seconds, batch.Series.Max(column => column.Seconds.Max()));
                batch.Sparkline = open.Picture.Values();
                try
                {
                    open.Recorder.Append(batch);
                }
                catch
                {
                    open.Close();
                    throw;
                }

                var bytes = open.Recorder.Bytes;
                Change(id, entry => With(entry, batch, bytes) with { Details = entry.Details + 1, Results = Latest(entry.Results, batch) },
                    soft: true);
                return true;
            }
        }
    }

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
