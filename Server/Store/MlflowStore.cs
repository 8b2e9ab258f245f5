using Dapper;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <summary>
/// What MLflow clients log. Their runs are rows of the table runs like any other, marked as external, so that lists, charts
/// and comparisons need not know of them; here lies only what MLflow's protocol says beyond.
/// </summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps.</param>
public sealed partial class MlflowStore(Database database, TimeProvider clock)
{
    private const string Touch = "changed = (select max(changed) + 1 from runs)";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The files of runs.</summary>
    public ArtifactFolder Artifacts { get; } = new(database.File);

    /// <summary>Makes an experiment.</summary>
    /// <exception cref="MlflowException">The name is taken, also when by a deleted one.</exception>
    public long CreateExperiment(string name, IReadOnlyDictionary<string, string> tags) => database.Write(connection =>
    {
        DemandFree(connection, name);
        var id = connection.ExecuteScalar<long>(
            "insert into ml_experiments (name, created, updated) values (@name, @Now, @Now) returning id", new { name, Now });
        foreach (var (key, value) in tags)
        {
            connection.Execute("insert into ml_experiment_tags (experiment, key, value) values (@id, @key, @value)", new { id, key, value });
        }

        return id;
    });

    /// <summary>An experiment, deleted or not.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public MlExperiment Experiment(long id) => database.Read(connection => Experiments(connection, "where id = @id", new { id })) is [var found, ..]
        ? found : throw MlflowException.Missing($"No Experiment with id={id} exists");

    /// <summary>The experiment of a name, deleted or not.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public MlExperiment Experiment(string name) => database.Read(connection => Experiments(connection, "where name = @name", new { name })) is [var found, ..]
        ? found : throw MlflowException.Missing($"Could not find experiment with name '{name}'");

    /// <summary>Every experiment, deleted or not, the newest first.</summary>
    public IReadOnlyList<MlExperiment> Experiments() => database.Read(connection => Experiments(connection, "order by updated desc, id desc", null));

    /// <summary>Gives an active experiment another name; its runs follow.</summary>
    /// <exception cref="MlflowException">There is no such active experiment, or the name is taken.</exception>
    public void RenameExperiment(long id, string name) => database.Write(connection =>
    {
        var old = Active(connection, id);
        if (old.Name != name)
        {
            DemandFree(connection, name);
        }

        connection.Execute("update ml_experiments set name = @name, updated = @Now where id = @id", new { id, name, Now });
        return connection.Execute($"update runs set task = @name, {Touch} where task = @old and id in (select run from ml_runs where experiment = @id)", new { id, name, old = old.Name });
    });

    /// <summary>Deletes an experiment with its active runs; <see cref="RestoreExperiment"/> brings back the same.</summary>
    /// <exception cref="MlflowException">There is no such active experiment.</exception>
    public void DeleteExperiment(long id) => database.Write(connection =>
    {
        Active(connection, id);
        connection.Execute("update ml_experiments set deleted = @Now, updated = @Now where id = @id", new { id, Now });
        connection.Execute("update ml_runs set with_experiment = 1 where experiment = @id and run in (select id from runs where deleted is null)", new { id });
        return connection.Execute($"update runs set deleted = @Now, {Touch} where deleted is null and id in (select run from ml_runs where experiment = @id)", new { id, Now });
    });

    /// <summary>Undoes <see cref="DeleteExperiment"/>.</summary>
    /// <exception cref="MlflowException">There is no such deleted experiment.</exception>
    public void RestoreExperiment(long id) => database.Write(connection =>
    {
        if (connection.Execute("update ml_experiments set deleted = null, updated = @Now where id = @id and deleted is not null", new { id, Now }) == 0)
        {
            throw MlflowException.Missing($"No deleted Experiment with id={id} exists");
        }

        connection.Execute($"update runs set deleted = null, {Touch} where id in (select run from ml_runs where experiment = @id and with_experiment = 1)", new { id });
        return connection.Execute("update ml_runs set with_experiment = 0 where experiment = @id", new { id });
    });

    /// <summary>Sets a tag of an active experiment.</summary>
    /// <exception cref="MlflowException">There is no such active experiment.</exception>
    public void TagExperiment(long id, string key, string value) => database.Write(connection =>
    {
        Active(connection, id);
        return connection.Execute("insert or replace into ml_experiment_tags (experiment, key, value) values (@id, @key, @value)", new { id, key, value });
    });

    private static MlExperiment Active(SqliteConnection connection, long id) =>
        Experiments(connection, "where id = @id and deleted is null", new { id }) is [var found, ..] ? found : throw MlflowException.Missing($"No Experiment with id={id} exists");

    private static void DemandFree(SqliteConnection connection, string name)
    {
        if (Experiments(connection, "where name = @name", new { name }) is [var taken, ..])
        {
            throw new MlflowException("RESOURCE_ALREADY_EXISTS", $"Experiment '{name}' already exists{(taken.Deleted ? " in deleted state: restore it, or choose another name" : "")}.");
        }
    }

    private static IReadOnlyList<MlExperiment> Experiments(SqliteConnection connection, string where, object? parameters)
    {
        var tags = connection.Query<(long Experiment, string Key, string Value)>("select experiment, key, value from ml_experiment_tags").ToLookup(tag => tag.Experiment);
        return [.. connection
            .Query<(long Id, string Name, long Created, long Updated, long? Deleted)>($"select id, name, created, updated, deleted from ml_experiments {where}", parameters)
            .Select(row => new MlExperiment(row.Id, row.Name, row.Created, row.Updated, row.Deleted is not null, tags[row.Id].ToDictionary(tag => tag.Key, tag => tag.Value)))];
    }
}
