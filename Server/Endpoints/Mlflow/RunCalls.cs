using System.Globalization;
using Hodl.Server.Store;
using Hodl.Server.Team;
using static Hodl.Server.Endpoints.Mlflow.ExperimentCalls;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>Runs, and what is logged to them.</summary>
internal static class RunCalls
{
    private const int MostMetrics = 1000;
    private const int MostParams = 100;
    private const int MostTags = 100;
    private const int MostAll = 1000;
    private const string ModelTag = "mlflow.log-model.history";
    private static readonly string[] Attributes = ["run_id", "run_name", "Run name", "status", "start_time", "end_time", "created", "Created", "artifact_uri", "user_id", "experiment_id"];

    /// <summary>Maps them.</summary>
    public static void MapLoggedRuns(this RouteGroupBuilder api)
    {
        api.Write("/runs/create", Create);
        api.Read("/runs/get", call => new { run = MlflowJson.Of(call.Store.Find(call.RunId())) });
        api.Read("/runs/search", Search, "POST");
        api.Write("/runs/update", call => new
        {
            run_info = MlflowJson.Info(call.Store.Update(call.Own().Uuid, call.Text("status"),
            call.Time("end_time"), call.Text("run_name")))
        });
        api.Write("/runs/delete", call => Done(() => call.Store.Delete(call.Own().Uuid, deleted: true)));
        api.Write("/runs/restore", call => Done(() => call.Store.Delete(call.Own().Uuid, deleted: false)));
        api.Write("/runs/log-metric", call => Done(() => call.Store.Log(call.Own().Uuid, [call.Metric(Now())], [], Last([]))));
        api.Write("/runs/log-parameter", call => Done(() => call.Store.Log(call.Own().Uuid, [], [call.Pair(tag: false)], Last([]))));
        api.Write("/runs/set-tag", call => Done(() => call.Store.Log(call.Own().Uuid, [], [], Last([call.Pair(tag: true)]))));
        api.Write("/runs/delete-tag", call => Done(() => call.Store.DeleteTag(call.Own().Uuid, call.Need("key"))));
        api.Write("/runs/log-batch", Batch);
        api.Write("/runs/log-model", LogModel);
        api.Read("/metrics/get-history", History);
        api.Read("/artifacts/list", Artifacts);
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static object Create(MlflowCall call)
    {
        var tags = new Dictionary<string, string>(Last(call.Pairs("tags", tags: true)));
        var named = call.Text("run_name");
        if (named is { Length: > 0 } && tags.TryGetValue("mlflow.runName", out var tagged) && tagged != named)
        {
            throw MlflowException.Invalid($"Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='{named}', mlflow.runName='{tagged}').");
        }

        var name = named is { Length: > 0 } ? named : tags.GetValueOrDefault("mlflow.runName") ?? $"run-{Guid.NewGuid().ToString("N")[..8]}";
        var user = call.Text("user_id") ?? tags.GetValueOrDefault("mlflow.user") ?? call.Who.Person();
        var experiment = call.Text("experiment_id") is null or "" ? 0 : call.ExperimentId();
        return new
        {
            run = MlflowJson.Of(call.Store.CreateRun(experiment, call.Who.Person(), user, call.Time("start_time") ?? Now(), name,
            tags))
        };
    }

    private static object Batch(MlflowCall call)
    {
        var (metrics, parameters, tags) = (call.Metrics("metrics", Now()), call.Pairs("params", tags: false), call.Pairs("tags", tags: true));
        Limit("metrics", metrics.Count, MostMetrics);
        Limit("params", parameters.Count, MostParams);
        Limit("tags", tags.Count, MostTags);
        Limit("entries in all", metrics.Count + parameters.Count + tags.Count, MostAll);
        if (parameters.GroupBy(pair => pair.Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw MlflowException.Invalid($"Duplicate parameter keys have been submitted: '{twice.Key}'. Please ensure the request contains only one param value per param key.");
        }

        call.Store.Log(call.Own().Uuid, metrics, parameters, Last(tags));
        return new { };
    }

    // What clients before MLflow 3 say of a model: it stands in a tag, as a list.
    private static object LogModel(MlflowCall call)
    {
        var (run, model) = (call.Own(), call.Need("model_json"));
        var before = run.Tags.GetValueOrDefault(ModelTag, "[]");
        call.Store.Log(run.Uuid, [], [], Last([new(ModelTag, before is "[]" ? $"[{model}]" : $"{before[..^1]}, {model}]")]));
        return new { };
    }

    private static void Limit(string what, int count, int most)
    {
        if (count > most)
        {
            throw MlflowException.Invalid($"A batch logging request can contain at most {most} {what}. Got {count} {what}. Please split up {what} across multiple requests and try again.");
        }
    }

    private static object Search(MlflowCall call)
    {
        var experiments = call.Texts("experiment_ids").Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1).ToList();
        var filter = RunFilter.Parse(call.Text("filter") ?? "", Attributes);
        var found = call.Store.Runs(experiments).Where(run => View.Shows(call.Text("run_view_type"), run.Deleted) && filter.Keeps(what => Value(run, what)))
            .OrderByDescending(run => run.Start).ThenBy(run => run.Uuid, StringComparer.Ordinal).ToList();
        var (page, next) = View.Page(RunOrder.Parse(call.Texts("order_by"), Attributes).Sort(found, Value), call.Text("page_token"), call.Most(1000, 50_000));
        return new { runs = page.Select(MlflowJson.Of), next_page_token = next };
    }

    private static object? Value(MlRun run, (string Kind, string Key) what) => what switch
    {
        ("metrics", var key) => run.Metrics.FirstOrDefault(metric => metric.Key == key)?.Value,
        ("params", var key) => run.Params.GetValueOrDefault(key),
        ("tags", var key) => run.Tags.GetValueOrDefault(key),
        ("datasets", "name") => run.Inputs.Select(input => input.Name).ToList(),
        ("datasets", "digest") => run.Inputs.Select(input => input.Digest).ToList(),
        ("datasets", _) => run.Inputs.Select(input => input.Tags.GetValueOrDefault(MlInput.ContextTag)).OfType<string>().ToList(),
        (_, "run_id") => run.Uuid,
        (_, "run_name" or "Run name") => run.Name,
        (_, "status") => run.Status,
        (_, "start_time" or "created" or "Created") => (double)run.Start,
        (_, "end_time") => (double?)run.Finish,
        (_, "artifact_uri") => run.ArtifactUri,
        (_, "user_id") => run.User,
        (_, "experiment_id") => $"{run.Experiment}",
        _ => null,
    };

    private static object History(MlflowCall call)
    {
        var history = call.Store.History(call.RunId(), call.Need("metric_key"));
        var (page, next) = View.Page(history, call.Text("page_token"), call.Whole("max_results") is null ? int.MaxValue / 2 : call.Most(25_000, 1_000_000));
        return new { metrics = page.Select(MlflowJson.Of), next_page_token = next };
    }

    private static object Artifacts(MlflowCall call)
    {
        var run = call.Store.Find(call.RunId());
        return new
        {
            root_uri = run.ArtifactUri,
            files = call.Store.Artifacts.List(run.Run, call.Text("path") ?? "").Select(entry => new { path = entry.Path, is_dir = entry.IsFolder, file_size = entry.IsFolder ? (long?)null : entry.Bytes }),
        };
    }
}
