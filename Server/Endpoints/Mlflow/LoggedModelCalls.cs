using System.Globalization;
using Hodl.Server.Store;
using Hodl.Server.Team;
using static Hodl.Server.Endpoints.Mlflow.ExperimentCalls;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>Logged models of MLflow 3, and what runs have read and made.</summary>
internal static class LoggedModelCalls
{
    private const string One = "/logged-models/{model_id}";
    private static readonly string[] Attributes =
        ["name", "model_id", "model_type", "status", "source_run_id", "experiment_id", "creation_timestamp", "creation_timestamp_ms",
            "creation_time", "last_updated_timestamp", "last_updated_timestamp_ms"];

    /// <summary>Maps them.</summary>
    public static void MapLoggedModels(this RouteGroupBuilder api)
    {
        api.Write("/logged-models", call =>
        {
            var source = call.Text("source_run_id") is { Length: > 0 } ? call.Own("source_run_id") : null;
            var experiment = call.Text("experiment_id") is null or "" ? source?.Experiment ?? 0 : call.ExperimentId();
            return Answer(call.Store.CreateModel(experiment, call.Text("name") ?? "", call.Text("model_type") ?? "", source,
                call.Who.Person(),
                Last(call.Pairs("params", tags: false)), Last(call.Pairs("tags", tags: true))));
        });
        api.Read("/logged-models/search", Search, "POST");
        api.Read(One, call => Answer(call.Store.Model(call.Need("model_id"))));
        api.Write(One, call => Answer(call.Store.FinishModel(Own(call), call.Word("status", MlModel.States) ?? call.Need("status"))),
            "PATCH");
        api.Write(One, call => Done(() => call.Store.DeleteModel(Own(call))), "DELETE");
        api.Write(One + "/params", call => Done(() => call.Store.Describe(Own(call), call.Pairs("params", tags: false), [])));
        api.Write(One + "/tags", call => Answer(call.Store.Describe(Own(call), [], call.Pairs("tags", tags: true))), "PATCH");
        api.Write(One + "/tags/{tag_key}", call => Answer(call.Store.DeleteModelTag(Own(call), call.Need("tag_key"))), "DELETE");
        api.Read(One + "/artifacts/directories", Artifacts);
        api.Write("/runs/log-inputs", call => Done(() => call.Store.LogUses(call.Own().Uuid, call.Inputs(), call.Uses("models"), [])));
        api.Write("/runs/outputs", call => Done(() => call.Store.LogUses(call.Own().Uuid, [], [], call.Uses("models"))));
        api.Read("/experiments/search-datasets", Datasets, "POST");
    }

    private static string Own(MlflowCall call)
    {
        var model = call.Store.Model(call.Need("model_id"));
        return call.Who.Can(Policies.Admin) || model.Creator == call.Who.Person()
            ? model.Uuid : throw new MlflowException("PERMISSION_DENIED",
                $"Model {model.Uuid} was logged by {model.Creator}: only they and an admin may change it.");
    }

    private static object Answer(MlModel model) => new { model = MlflowJson.Of(model) };

    private static object Search(MlflowCall call)
    {
        var filter = RunFilter.Parse(call.Text("filter") ?? "", Attributes);
        var orders = call.List("order_by").Select(order => $"{order.Need("field_name")} {(order.Text("ascending") is "false" ? "DESC" : "ASC")}");
        var found = call.Store.Models(Experiments(call)).Where(model => filter.Keeps(what => Value(model, what))).ToList();
        var (page, next) = View.Page(RunOrder.Parse(orders, Attributes).Sort(found, Value), call.Text("page_token"), call.Most(100,
            50_000));
        return new { models = page.Select(MlflowJson.Of), next_page_token = next };
    }

    private static List<long> Experiments(MlflowCall call) =>
        [.. call.Texts("experiment_ids").Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id : -1)];

    private static object? Value(MlModel model, (string Kind, string Key) what) => what switch
    {
        ("metrics", var key) => model.Metrics.FirstOrDefault(metric => metric.Key == key)?.Value,
        ("params", var key) => model.Params.GetValueOrDefault(key),
        ("tags", var key) => model.Tags.GetValueOrDefault(key),
        (_, "name") => model.Name,
        (_, "model_id") => model.Uuid,
        (_, "model_type") => model.Type,
        (_, "status") => model.Status,
        (_, "source_run_id") => model.Source,
        (_, "experiment_id") => $"{model.Experiment}",
        (_, "creation_timestamp" or "creation_timestamp_ms" or "creation_time") => (double)model.Created,
        (_, "last_updated_timestamp" or "last_updated_timestamp_ms") => (double)model.Updated,
        _ => null,
    };

    private static object Artifacts(MlflowCall call)
    {
        var model = call.Store.Model(call.Need("model_id"));
        var below = (call.Text("artifact_directory_path") ?? "").Trim('/');
        return new
        {
            root_uri = model.ArtifactUri,
            files = call.Store.Artifacts.List(model.Run, below == "" ? model.Folder : $"{model.Folder}/{below}")
                .Select(entry => new
                {
                    path = entry.Path[(model.Folder.Length + 1)..],
                    is_dir = entry.IsFolder,
                    file_size = entry.IsFolder
                    ? (long?)null : entry.Bytes
                }),
        };
    }

    private static object Datasets(MlflowCall call) => new
    {
        dataset_summaries = call.Store.Runs(Experiments(call)).Where(run => !run.Deleted)
            .SelectMany(run => run.Inputs.Select(input => new
            {
                experiment_id = $"{run.Experiment}",
                name = input.Name,
                digest = input.Digest,
                context = input.Tags.GetValueOrDefault(MlInput.ContextTag)
            }))
            .Distinct(),
    };
}
