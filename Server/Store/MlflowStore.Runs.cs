using System.Collections.Concurrent;
using System.Globalization;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Runs.</content>
public sealed partial class MlflowStore
{
    private const string NameTag = "mlflow.runName";
    private static readonly Dictionary<string, RunState> States = new()
    {
        ["RUNNING"] = RunState.Running,
        ["SCHEDULED"] = RunState.Queued,
        ["FINISHED"] = RunState.Finished,
        ["FAILED"] = RunState.Failed,
        ["KILLED"] = RunState.Cancelled,
    };

    // A client names a run by its uuid in every call.
    private readonly ConcurrentDictionary<string, long> _ids = new();

    /// <summary>Makes a run.</summary>
    /// <exception cref="MlflowException">There is no such active experiment.</exception>
    public MlRun CreateRun(long experiment, string person, string user, long start, string name, IReadOnlyDictionary<string, string> tags)
    {
        var uuid = Guid.NewGuid().ToString("N");
        var id = _catalog.Write(change =>
        {
            var found = Active(change, experiment);
            var run = _runs.TakeId();
            _runs.Put(change, new RunEntry
            {
                Id = run,
                Name = name,
                Task = found.Name,
                State = RunState.Running,
                Created = start,
                Queued = start,
                Started = start,
                Attempt = 1,
                Person = person,
                External = true,
            });
            var logged = new MlRunEntry(run, uuid, experiment, user, "RUNNING", start, null, false, new Dictionary<string, string>(),
                new Dictionary<string, string>(tags) { [NameTag] = name });
            Keep(change, logged);
            return run;
        });
        _ids[uuid] = id;
        return Told(id);
    }

    /// <summary>A run, deleted or not.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public MlRun Find(string uuid) => Told(Id(uuid));

    /// <summary>The runs of experiments, deleted or not, complete.</summary>
    public IReadOnlyList<MlRun> Runs(IReadOnlyList<long> experiments) =>
        [.. _logged.Rows.Values.Where(run => experiments.Contains(run.Experiment)).Select(run => Told(run.Id))];

    /// <summary>Says where an active run stands, and gives it another name; null leaves either as it is.</summary>
    /// <exception cref="MlflowException">There is no such active run, or no such status.</exception>
    public MlRun Update(string uuid, string? status, long? finish, string? name)
    {
        var id = Id(uuid);
        if (status is not null && !States.ContainsKey(status))
        {
            throw MlflowException.Invalid($"Invalid value {status} for parameter 'status' supplied: allowed is {string.Join(", ", States.Keys)}.");
        }

        _catalog.Write(change =>
        {
            var run = Writable(change, id, uuid);
            var tags = name is { Length: > 0 } ? new Dictionary<string, string>(run.Tags) { [NameTag] = name } : run.Tags;
            if (status is not null || finish is not null)
            {
                var state = States[status ?? run.Status];
                var over = state is not (RunState.Running or RunState.Queued);
                var ended = over ? finish ?? run.Finish ?? Now : finish;
                run = run with { Status = status ?? run.Status, Finish = ended };
                _runs.Change(change, id, entry => entry with
                {
                    State = state,
                    Ended = over ? ended : null,
                    Seconds = Math.Max(entry.Seconds, ((ended ?? entry.Started ?? 0) - (entry.Started ?? 0)) / 1000.0),
                    Reason = over ? "Ended by the program that logged it." : "",
                });
            }

            Keep(change, run with { Tags = tags });
        });
        return Told(id);
    }

    /// <summary>Takes a run from every list, or brings it back.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public void Delete(string uuid, bool deleted)
    {
        var id = Id(uuid);
        _catalog.Write(change =>
        {
            if (deleted)
            {
                _runs.Delete(change, [id], Now);
            }
            else
            {
                _runs.Undelete(change, [id]);
            }
        });
    }

    private long Id(string uuid)
    {
        if (_ids.TryGetValue(uuid, out var id) && _logged.Find(id) is not null)
        {
            return id;
        }

        var found = _logged.Rows.Values.FirstOrDefault(run => run.Uuid == uuid)
            ?? throw MlflowException.Missing($"Run with id={uuid} not found");
        return _ids[uuid] = found.Id;
    }

    private MlRunEntry Writable(CatalogChange change, long id, string uuid) => change.Find(_runs.Table, id) is { Deleted: null }
        ? change.Find(_logged, id)!
            : throw MlflowException.Invalid($"The run {uuid} must be in the 'active' state. Current state is deleted.");

    private MlRun Told(long id)
    {
        var (run, logged) = (_runs.Find(id)!, _logged.Find(id)!);
        return new MlRun
        {
            Run = id,
            Uuid = logged.Uuid,
            Experiment = logged.Experiment,
            Name = run.Name,
            User = logged.User,
            Person = run.Person,
            Status = logged.Status,
            Start = logged.Start,
            Finish = logged.Finish,
            Deleted = run.Deleted is not null,
            Metrics = [.. run.Results
                .Select(result => new MlMetric(result.Result.Metric, result.Result.Value, logged
                .Start + (long)Math.Round(result.Seconds * 1000), result.Step))],
            Params = logged.Params,
            Tags = logged.Tags,
            Inputs = logged.Inputs ?? [],
            ModelInputs = logged.ModelInputs ?? [],
            ModelOutputs = logged.ModelOutputs ?? [],
        };
    }

    // With what lists and comparisons read: task, method, seed and settings, from tags hodl.* where there are some, else from
    // the experiment, the run's name and the parameters seed and method.
    private void Keep(CatalogChange change, MlRunEntry logged)
    {
        change.Put(_logged, logged.Id, logged);
        _runs.Change(change, logged.Id, run =>
        {
            string? Of(string word) =>
                logged.Tags.TryGetValue("hodl." + word, out var tagged) ? tagged : logged.Params.GetValueOrDefault(word);
            var name = logged.Tags.GetValueOrDefault(NameTag, run.Name);
            var settings = logged.Params.Where(pair => pair.Key is not ("seed" or "method"))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Value);
            return run with
            {
                Name = name,
                Task = logged.Tags.GetValueOrDefault("hodl.task", change.Find(_experiments, logged.Experiment + 1)!.Name),
                Method = Of("method") ?? name,
                Seed = long.TryParse(Of("seed"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed) ? seed : 0,
                Settings = System.Text.Json.JsonSerializer.Serialize(settings, StoreJson.Options),
                Details = run.Details + 1,
            };
        });
    }
}
