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
        inputs = new { dataset_inputs = Array.Empty<object>() },
    };

    /// <summary>A point; NaN and ±∞ become the texts that the protocol's JSON has for them.</summary>
    public static object Of(MlMetric metric) => new { key = metric.Key, value = metric.Value, timestamp = metric.Timestamp, step = metric.Step };

    private static IEnumerable<object> Pairs(IReadOnlyDictionary<string, string> pairs) => pairs.Select(pair => new { key = pair.Key, value = pair.Value });
}
