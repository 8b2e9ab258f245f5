using Hodl.Server.Store;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>What was logged in the protocol's shapes.</summary>
internal static class MlflowJson
{
    /// <summary>An experiment.</summary>
    public static object Of(MlExperiment experiment) => new
    {
        experiment_id = $"{experiment.Id}",
        name = experiment.Name,
        artifact_location = $"mlflow-artifacts:/{experiment.Id}",
        lifecycle_stage = experiment.Deleted ? "deleted" : "active",
        creation_time = experiment.Created,
        last_update_time = experiment.Updated,
        tags = Pairs(experiment.Tags),
    };

    /// <summary>A run's own fields.</summary>
    public static object Info(MlRun run) => new
    {
        run_uuid = run.Uuid,
        run_id = run.Uuid,
        run_name = run.Name,
        experiment_id = $"{run.Experiment}",
        user_id = run.User,
        status = run.Status,
        start_time = run.Start,
        end_time = run.Finish,
        artifact_uri = run.ArtifactUri,
        lifecycle_stage = run.Deleted ? "deleted" : "active",
    };

    /// <summary>A run with what it logged.</summary>
    public static object Of(MlRun run) => new
    {
        info = Info(run),
        data = new { metrics = run.Metrics.Select(Of), @params = Pairs(run.Params), tags = Pairs(run.Tags) },
        inputs = new
        {
            dataset_inputs = run.Inputs.Select(input => new
            {
                tags = Pairs(input.Tags),
                dataset = new
                {
                    name = input.Name,
                    digest = input.Digest,
                    source_type = input.SourceType,
                    source = input.Source,
                    schema = input.Schema,
                    profile = input.Profile
                },
            }),
            model_inputs = run.ModelInputs.Select(use => new { model_id = use.Model }),
        },
        outputs = new { model_outputs = run.ModelOutputs.Select(use => new { model_id = use.Model, step = use.Step }) },
    };

    /// <summary>A point; NaN and ±∞ become the texts that the protocol's JSON has for them.</summary>
    public static object Of(MlMetric metric) => new { key = metric.Key, value = metric.Value, timestamp = metric.Timestamp, step = metric.Step };

    /// <summary>A logged model.</summary>
    public static object Of(MlModel model) => new
    {
        info = new
        {
            model_id = model.Uuid,
            experiment_id = $"{model.Experiment}",
            name = model.Name,
            creation_timestamp_ms = model.Created,
            last_updated_timestamp_ms = model.Updated,
            artifact_uri = model.ArtifactUri,
            status = model.Status,
            creator_id = model.Creator,
            model_type = model.Type,
            source_run_id = model.Source,
            tags = Pairs(model.Tags),
        },
        data = new
        {
            @params = Pairs(model.Params),
            metrics = model.Metrics.Select(metric => new
            {
                key = metric.Key,
                value = metric.Value,
                timestamp = metric.Timestamp,
                step = metric.Step,
                model_id = model.Uuid,
                run_id = metric.Run
            }),
        },
    };

    private static IEnumerable<object> Pairs(IReadOnlyDictionary<string, string> pairs) => pairs.Select(pair => new { key = pair.Key, value = pair.Value });
}
