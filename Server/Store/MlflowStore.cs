namespace Hodl.Server.Store;

/// <summary>
/// What MLflow clients log. Their runs are runs of the catalog like any other, marked as external, so that lists, charts and
/// comparisons need not know of them; here lies only what MLflow's protocol says beyond.
/// </summary>
public sealed partial class MlflowStore
{
    private readonly Catalog _catalog;
    private readonly RunStore _store;
    private readonly TimeProvider _clock;
    private readonly RunTable _runs;
    private readonly CatalogTable<MlExperimentEntry> _experiments;
    private readonly CatalogTable<MlRunEntry> _logged;
    private readonly CatalogTable<MlModelEntry> _models;

    /// <param name="catalog">The catalog.</param>
    /// <param name="store">Keeps the points.</param>
    /// <param name="clock">Stamps.</param>
    public MlflowStore(Catalog catalog, RunStore store, TimeProvider clock)
    {
        (_catalog, _store, _clock, _runs) = (catalog, store, clock, catalog.Runs);
        _experiments = catalog.Table<MlExperimentEntry>("ml_experiments");
        _logged = catalog.Table<MlRunEntry>("ml_runs");
        _models = catalog.Table<MlModelEntry>("ml_models");
        Artifacts = new ArtifactFolder(catalog);
        if (_experiments.Rows.IsEmpty)
        {
            // MLflow's clients count on the experiment 0.
            catalog.Write(change =>
            {
                var id = change.NextId("ml_experiments");
                change.Put(_experiments, id, new MlExperimentEntry(id, "Default", 0, 0, null, new Dictionary<string, string>(), ""));
            });
        }
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The files of runs.</summary>
    public ArtifactFolder Artifacts { get; }

    /// <summary>Makes an experiment.</summary>
    /// <exception cref="MlflowException">The name is taken, also when by a deleted one.</exception>
    public long CreateExperiment(string name, IReadOnlyDictionary<string, string> tags, string person = "") => _catalog.Write(change =>
    {
        DemandFree(change, name);
        var id = change.NextId("ml_experiments");
        change.Put(_experiments, id, new MlExperimentEntry(id, name, Now, Now, null, tags.ToDictionary(), person));
        return id - 1;
    });

    /// <summary>An experiment, deleted or not.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public MlExperiment Experiment(long id) =>
        _experiments.Find(id + 1) is { } found ? Told(found) : throw MlflowException.Missing($"No Experiment with id={id} exists");

    /// <summary>The experiment of a name, deleted or not.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public MlExperiment Experiment(string name) => _experiments.Rows.Values.FirstOrDefault(one => one.Name == name) is { } found
        ? Told(found) : throw MlflowException.Missing($"Could not find experiment with name '{name}'");

    /// <summary>Every experiment, deleted or not, the newest first.</summary>
    public IReadOnlyList<MlExperiment> Experiments() =>
        [.. _experiments.Rows.Values.OrderByDescending(one => one.Updated).ThenByDescending(one => one.Id).Select(Told)];

    /// <summary>Gives an active experiment another name; its runs follow.</summary>
    /// <exception cref="MlflowException">There is no such active experiment, or the name is taken.</exception>
    public void RenameExperiment(long id, string name) => _catalog.Write(change =>
    {
        var old = Active(change, id);
        if (old.Name != name)
        {
            DemandFree(change, name);
        }

        change.Put(_experiments, old.Id, old with { Name = name, Updated = Now });
        foreach (var run in Of(change, id))
        {
            _runs.Change(change, run.Id, entry => entry.Task == old.Name ? entry with { Task = name } : null);
        }
    });

    /// <summary>Deletes an experiment with its active runs; <see cref="RestoreExperiment"/> brings back the same.</summary>
    /// <exception cref="MlflowException">There is no such active experiment.</exception>
    public void DeleteExperiment(long id) => _catalog.Write(change =>
    {
        var old = Active(change, id);
        change.Put(_experiments, old.Id, old with { Deleted = Now, Updated = Now });
        var gone = new List<long>();
        foreach (var run in Of(change, id))
        {
            if (change.Find(_runs.Table, run.Id) is { Deleted: null })
            {
                gone.Add(run.Id);
                change.Put(_logged, run.Id, run with { WithExperiment = true });
            }
        }

        _runs.Delete(change, gone, Now);
    });

    /// <summary>Undoes <see cref="DeleteExperiment"/>.</summary>
    /// <exception cref="MlflowException">There is no such deleted experiment.</exception>
    public void RestoreExperiment(long id) => _catalog.Write(change =>
    {
        if (change.Find(_experiments, id + 1) is not { Deleted: not null } old)
        {
            throw MlflowException.Missing($"No deleted Experiment with id={id} exists");
        }

        change.Put(_experiments, old.Id, old with { Deleted = null, Updated = Now });
        var back = Of(change, id).Where(run => run.WithExperiment).ToList();
        _runs.Undelete(change, back.Select(run => run.Id));
        foreach (var run in back)
        {
            change.Put(_logged, run.Id, run with { WithExperiment = false });
        }
    });

    /// <summary>Sets a tag of an active experiment.</summary>
    /// <exception cref="MlflowException">There is no such active experiment.</exception>
    public void TagExperiment(long id, string key, string value) => _catalog.Write(change =>
    {
        var old = Active(change, id);
        change.Put(_experiments, old.Id, old with { Tags = new Dictionary<string, string>(old.Tags) { [key] = value } });
    });

    /// <summary>Takes a tag from an active experiment.</summary>
    /// <exception cref="MlflowException">There is no such active experiment, or no such tag.</exception>
    public void DeleteExperimentTag(long id, string key) => _catalog.Write(change =>
    {
        var old = Active(change, id);
        change.Put(_experiments, old.Id, old.Tags.ContainsKey(key) ? old with
        {
            Tags = old.Tags.Where(tag => tag.Key != key)
            .ToDictionary()
        }
            : throw MlflowException.Missing($"No tag with name: {key} in experiment with id {id}"));
    });

    private static MlExperiment Told(MlExperimentEntry one) =>
        new(one.Id - 1, one.Name, one.Created, one.Updated, one.Deleted is not null, one.Tags, one.Person);

    private List<MlRunEntry> Of(CatalogChange change, long experiment) =>
        change.All(_logged).Values.Where(run => run.Experiment == experiment).ToList();

    private MlExperimentEntry Active(CatalogChange change, long id) =>
        change.Find(_experiments, id + 1) is { Deleted: null } found ? found
            : throw MlflowException.Missing($"No Experiment with id={id} exists");

    private void DemandFree(CatalogChange change, string name)
    {
        if (change.All(_experiments).Values.FirstOrDefault(one => one.Name == name) is { } taken)
        {
            throw new MlflowException("RESOURCE_ALREADY_EXISTS",
                $"Experiment '{name}' already exists{(taken.Deleted is null ? "" : " in deleted state: restore it, or choose another name")}.");
        }
    }
}
