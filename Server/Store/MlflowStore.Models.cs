namespace Hodl.Server.Store;

/// <content>Logged models of MLflow 3.</content>
public sealed partial class MlflowStore
{
    /// <summary>Makes a model; one that no run made gets a run of its own, which holds its files.</summary>
    /// <param name="experiment">Its experiment.</param>
    /// <param name="name">Its name; empty for one that is made up.</param>
    /// <param name="type">Such as <c>Classifier</c>.</param>
    /// <param name="source">The run that makes it; null for none.</param>
    /// <param name="person">Whose the model and its own run are.</param>
    /// <param name="parameters">By key.</param>
    /// <param name="tags">By key.</param>
    /// <exception cref="MlflowException">There is no such active experiment.</exception>
    public MlModel CreateModel(long experiment, string name, string type, MlRun? source, string person, IReadOnlyDictionary<string,
        string> parameters, IReadOnlyDictionary<string, string> tags)
    {
        var uuid = $"m-{Guid.NewGuid():N}";
        name = name == "" ? $"model-{uuid[2..10]}" : name;
        var holder = source;
        if (holder is null)
        {
            holder = CreateRun(experiment, person, person, Now, name, new Dictionary<string, string>());
            Update(holder.Uuid, "FINISHED", null, null);
        }

        return Told(_catalog.Write(change =>
        {
            var model = new MlModelEntry
            {
                Id = change.NextId("ml_models"),
                Uuid = uuid,
                Experiment = Active(change, experiment).Id - 1,
                Name = name,
                Type = type,
                Run = holder.Run,
                HasOwnRun = source is null,
                Created = Now,
                Updated = Now,
                Creator = person,
                Params = parameters,
                Tags = tags,
            };
            change.Put(_models, model.Id, model);
            return model;
        }));
    }

    /// <summary>A model that is not deleted.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public MlModel Model(string uuid) => Told(ModelEntry(uuid));

    /// <summary>The run among whose artifacts a model's files lie.</summary>
    public MlRun Holder(MlModel model) => Told(model.Run);

    /// <summary>The models of experiments, the newest first.</summary>
    public IReadOnlyList<MlModel> Models(IReadOnlyList<long> experiments) =>
        [.. _models.Rows.Values.Where(model => !model.Deleted && experiments.Contains(model.Experiment)
            && _runs.Find(model.Run) is { Deleted: null }).Reverse().Select(Told)];

    /// <summary>Says whether a model is complete.</summary>
    /// <exception cref="MlflowException">There is no such model or status.</exception>
    public MlModel FinishModel(string uuid, string status) => !MlModel.States.Contains(status)
        ? throw MlflowException.Invalid($"Invalid value {status} for parameter 'status' supplied: allowed is {string.Join(", ", MlModel.States)}.")
        : Change(uuid, model => model with { Status = status });

    /// <summary>Adds parameters and tags to a model.</summary>
    /// <exception cref="MlflowException">There is no such model, or a parameter would change.</exception>
    public MlModel Describe(string uuid, IReadOnlyList<KeyValuePair<string, string>> parameters, IReadOnlyList<KeyValuePair<string,
        string>> tags) => Change(uuid, model =>
    {
        var (all, tagged) = (new Dictionary<string, string>(model.Params), new Dictionary<string, string>(model.Tags));
        foreach (var (key, value) in parameters)
        {
            if (!all.TryAdd(key, value) && all[key] != value)
            {
                throw MlflowException.Invalid($"Changing param values is not allowed. Param with key='{key}' was already logged with value='{all[key]}' for model ID='{uuid}'. Attempted logging new value '{value}'.");
            }
        }

        foreach (var (key, value) in tags)
        {
            tagged[key] = value;
        }

        return model with { Params = all, Tags = tagged };
    });

    /// <summary>Takes a tag from a model.</summary>
    /// <exception cref="MlflowException">There is no such model or tag.</exception>
    public MlModel DeleteModelTag(string uuid, string key) => Change(uuid, model => model.Tags.ContainsKey(key)
        ? model with { Tags = model.Tags.Where(tag => tag.Key != key).ToDictionary() }
        : throw MlflowException.Missing($"No tag with name: {key} in model with id {uuid}"));

    /// <summary>Takes a model from every list; its files stay with the run that holds them.</summary>
    /// <exception cref="MlflowException">There is no such model.</exception>
    public void DeleteModel(string uuid) => Change(uuid, model => model with { Deleted = true });

    /// <summary>Says what a run has read and made.</summary>
    /// <exception cref="MlflowException">There is no such active run.</exception>
    public void LogUses(string uuid, IReadOnlyList<MlInput> inputs, IReadOnlyList<MlModelUse> read, IReadOnlyList<MlModelUse> made)
    {
        var id = Id(uuid);
        _catalog.Write(change =>
        {
            var run = Writable(change, id, uuid);
            change.Put(_logged, id, run with
            {
                Inputs = [.. (run.Inputs ?? []).Concat(inputs).DistinctBy(input => (input.Name, input.Digest,
                    input.Tags.GetValueOrDefault(MlInput.ContextTag)))],
                ModelInputs = [.. (run.ModelInputs ?? []).Concat(read).Distinct()],
                ModelOutputs = [.. (run.ModelOutputs ?? []).Concat(made).Distinct()],
            });
        });
    }

    // The latest point of each metric stands with the model that it was logged for.
    private void LogForModels(string uuid, IEnumerable<MlMetric> metrics)
    {
        foreach (var group in metrics.Where(metric => metric.Model is { Length: > 0 }).GroupBy(metric => metric.Model!))
        {
            Change(group.Key, model =>
            {
                var latest = model.Metrics.ToDictionary(metric => metric.Key);
                foreach (var metric in group)
                {
                    if (!latest.TryGetValue(metric.Key, out var old) || (metric.Step, metric.Timestamp, metric.Value).CompareTo((old.Step,
                        old.Timestamp, old.Value)) >= 0)
                    {
                        latest[metric.Key] = metric with { Run = uuid };
                    }
                }

                return model with { Metrics = [.. latest.Values] };
            });
        }
    }

    private MlModel Change(string uuid, Func<MlModelEntry, MlModelEntry> with) => Told(_catalog.Write(change =>
    {
        var model = with(change.Find(_models, ModelEntry(uuid).Id)!) with { Updated = Now };
        change.Put(_models, model.Id, model);
        return model;
    }));

    private MlModelEntry ModelEntry(string uuid) => _models.Rows.Values.FirstOrDefault(model => model.Uuid == uuid && !model.Deleted)
        ?? throw MlflowException.Missing($"Logged model with ID '{uuid}' not found.");

    private MlModel Told(MlModelEntry model) => new()
    {
        Uuid = model.Uuid,
        Experiment = model.Experiment,
        Name = model.Name,
        Type = model.Type,
        Run = model.Run,
        Source = model.HasOwnRun ? "" : _logged.Find(model.Run)?.Uuid ?? "",
        Status = model.Status,
        Created = model.Created,
        Updated = model.Updated,
        Creator = model.Creator,
        Params = model.Params,
        Tags = model.Tags,
        Metrics = model.Metrics,
    };
}
