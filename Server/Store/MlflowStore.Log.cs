using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Metrics, parameters and tags.</content>
public sealed partial class MlflowStore
{
    // Names the metrics that this server has measured.
    private const string MeasuredTag = "hodl.measured";

    /// <summary>Logs to an active run, all or nothing.</summary>
    /// <exception cref="MlflowException">There is no such active run, or a parameter would change.</exception>
    public void Log(string uuid, IReadOnlyList<MlMetric> metrics, IReadOnlyList<KeyValuePair<string, string>> parameters,
        IReadOnlyDictionary<string, string> tags)
    {
        var id = Id(uuid);
        foreach (var model in metrics.Select(metric => metric.Model).OfType<string>().Where(model => model != "").Distinct())
        {
            ModelEntry(model);
        }

        if (parameters.Count > 0 || tags.Count > 0)
        {
            _catalog.Write(change =>
            {
                var run = Writable(change, id, uuid);
                var all = new Dictionary<string, string>(run.Params);
                foreach (var (key, value) in parameters)
                {
                    if (!all.TryAdd(key, value) && all[key] != value)
                    {
                        throw MlflowException.Invalid(
                            $"Changing param values is not allowed. Param with key='{key}' was already logged with value='{all[key]}' for run ID='{uuid}'. Attempted logging new value '{value}'.");
                    }
                }

                var tagged = new Dictionary<string, string>(run.Tags);
                foreach (var (key, value) in tags)
                {
                    tagged[key] = value;
                }

                Keep(change, run with { Params = all, Tags = tagged });
            });
        }

        // Behind the parameters, which may be said twice: a client that repeats a call which failed here logs no point twice.
        if (metrics.Count > 0)
        {
            var start = _logged.Find(id)!.Start;
            var batch = new RunBatch();
            foreach (var metric in metrics)
            {
                batch.Add(metric.Key, metric.Step, (metric.Timestamp - start) / 1000.0, metric.Value);
            }

            if (!_store.Log(id, batch))
            {
                throw MlflowException.Invalid($"The run {uuid} must be in the 'active' state. Current state is deleted.");
            }

            LogForModels(uuid, metrics);
        }
        else if (_runs.Find(id) is not { Deleted: null })
        {
            throw MlflowException.Invalid($"The run {uuid} must be in the 'active' state. Current state is deleted.");
        }
    }

    /// <summary>
    /// Keeps what was measured here on the images of a run, as metrics beside those that its client logs; where the client logs one of
    /// that name itself, its own stands.
    /// </summary>
    /// <returns>False when the run is none of a client's.</returns>
    public bool LogMeasured(long run, long step, IReadOnlyList<RunResult> results)
    {
        if (_logged.Find(run) is not { } logged)
        {
            return false;
        }

        var measured = logged.Tags.GetValueOrDefault(MeasuredTag, "").Split(',').ToHashSet();
        var theirs = _store.Series(run).ToHashSet();
        var ours = results.Where(result => measured.Contains(result.Metric) || !theirs.Contains(result.Metric)).ToList();
        if (ours.Count > 0)
        {
            var tag = string.Join(',', measured.Union(ours.Select(result => result.Metric)).Where(name => name != ""));
            Log(logged.Uuid, [.. ours.Select(result => new MlMetric(result.Metric, result.Value, Now, step))], [], new Dictionary<string,
                string>
            { [MeasuredTag] = tag });
        }

        return true;
    }

    /// <summary>Takes a tag away.</summary>
    /// <exception cref="MlflowException">There is no such active run, or no such tag.</exception>
    public void DeleteTag(string uuid, string key)
    {
        var id = Id(uuid);
        _catalog.Write(change =>
        {
            var run = Writable(change, id, uuid);
            if (!run.Tags.ContainsKey(key))
            {
                throw MlflowException.Missing($"No tag with name: {key} in run with id {uuid}");
            }

            Keep(change, run with { Tags = run.Tags.Where(tag => tag.Key != key).ToDictionary() });
        });
    }

    /// <summary>Every point of a metric in the order in which they were logged.</summary>
    /// <exception cref="MlflowException">There is no such run.</exception>
    public IReadOnlyList<MlMetric> History(string uuid, string key)
    {
        var id = Id(uuid);
        var start = _logged.Find(id)!.Start;
        var all = new List<MlMetric>();
        _store.Visit(id, key, chunk =>
        {
            for (var i = 0; i < chunk.Steps.Count; i++)
            {
                all.Add(new MlMetric(key, chunk.Values[i], start + (long)Math.Round(chunk.Seconds[i] * 1000), chunk.Steps[i]));
            }
        });
        return all;
    }
}
