using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>Experiments.</summary>
internal static class ExperimentCalls
{
    /// <summary>Maps them.</summary>
    public static void MapExperiments(this RouteGroupBuilder api)
    {
        api.Write("/experiments/create", call =>
        {
            var name = call.Need("name");
            var id = call.Store.CreateExperiment(name, Last(call.Pairs("tags", tags: true)), call.Who.Person());
            return new { experiment_id = $"{id}" };
        });
        api.Read("/experiments/get", call => new { experiment = MlflowJson.Of(call.Store.Experiment(call.ExperimentId())) });
        api.Read("/experiments/get-by-name", call => new { experiment = MlflowJson.Of(call.Store.Experiment(call.Need("experiment_name"))) });
        api.Read("/experiments/search", Search, "GET", "POST");
        api.Read("/experiments/list", Search);
        api.Write("/experiments/update", call => Done(() => call.Store.RenameExperiment(call.OwnExperiment(), call.Need("new_name"))));
        api.Write("/experiments/delete", call => Done(() => Admin(call, () => call.Store.DeleteExperiment(call.OwnExperiment()))));
        api.Write("/experiments/restore", call => Done(() => Admin(call, () => call.Store.RestoreExperiment(call.OwnExperiment()))));
        api.Write("/experiments/set-experiment-tag", call => Done(() =>
        {
            var (key, value) = call.Pair(tag: true);
            call.Store.TagExperiment(call.OwnExperiment(), key, value);
        }));
        api.Write("/experiments/delete-experiment-tag", call => Done(() => call.Store.DeleteExperimentTag(call.ExperimentId(),
            call.Need("key"))));
    }

    /// <summary>The last value of each key.</summary>
    public static IReadOnlyDictionary<string, string> Last(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var last = new Dictionary<string, string>();
        foreach (var (key, value) in pairs)
        {
            last[key] = value;
        }

        return last;
    }

    /// <summary>Acts and answers nothing.</summary>
    public static object Done(Action act)
    {
        act();
        return new { };
    }

    // It takes everybody's runs along.
    private static void Admin(MlflowCall call, Action act)
    {
        var others = call.Store.Runs([call.ExperimentId()]).FirstOrDefault(run => run.Person != call.Who.Person());
        if (others is not null && !call.Who.Can(Policies.Admin))
        {
            throw new MlflowException("PERMISSION_DENIED", $"The experiment holds runs of {others.Person}: only an admin may delete or restore it.");
        }

        act();
    }

    private static object Search(MlflowCall call)
    {
        var all = call.Store.Experiments().Where(experiment => View.Shows(call.Text("view_type"), experiment.Deleted));
        var filter = RunFilter.Parse(call.Text("filter") ?? "", ["name", "creation_time", "last_update_time", "experiment_id"]);
        var found = all.Where(experiment => filter.Keeps(name => Value(experiment, name))).ToList();
        var sorted = RunOrder.Parse(call.Texts("order_by"), ["name", "creation_time", "last_update_time", "experiment_id"]).Sort(found, Value);
        var (page, next) = View.Page(sorted, call.Text("page_token"), call.Most(1000, 50_000));
        return new { experiments = page.Select(MlflowJson.Of), next_page_token = next };
    }

    private static object? Value(MlExperiment experiment, (string Kind, string Key) what) => what switch
    {
        ("tags", var key) => experiment.Tags.GetValueOrDefault(key),
        (_, "name") => experiment.Name,
        (_, "creation_time") => (double)experiment.Created,
        (_, "last_update_time") => (double)experiment.Updated,
        (_, "experiment_id") => $"{experiment.Id}",
        _ => null,
    };
}
