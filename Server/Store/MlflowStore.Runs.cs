using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <content>Runs.</content>
public sealed partial class MlflowStore
{
    private const string NameTag = "mlflow.runName";
    private static readonly Dictionary<string, string> States = new()
    {
        ["RUNNING"] = "running",
        ["SCHEDULED"] = "queued",
        ["FINISHED"] = "finished",
        ["FAILED"] = "failed",
        ["KILLED"] = "cancelled",
    };

    /// <summary>Makes a run.</summary>
    /// <exception cref="MlflowException">There is no such active experiment.</exception>
    public MlRun CreateRun(long experiment, string person, string user, long start, string name, IReadOnlyDictionary<string, string> tags)
    {
        var uuid = Guid.NewGuid().ToString("N");
        return database.Write(connection =>
        {
            var found = Active(connection, experiment);
            var run = connection.ExecuteScalar<long>(
                """
                insert into runs (name, task, method, preset, label, seed, settings, state, created, queued, started, attempt, person, external, changed)
                values (@name, @task, '', '', '', 0, '{}', 'running', @start, @start, @start, 1, @person, 1, (select coalesce(max(changed), 0) + 1 from runs))
                returning id
                """, new { name, task = found.Name, start, person });
            connection.Execute(
                "insert into ml_runs (run, uuid, experiment, user, status, start) values (@run, @uuid, @experiment, @user, 'RUNNING', @start)",
                new { run, uuid, experiment, user, start });
            SetTags(connection, run, tags);
            SetTags(connection, run, new Dictionary<string, string> { [NameTag] = name });
            return Find(connection, uuid);
        });
    }

    /// <summary>A run, deleted or not.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public MlRun Find(string uuid) => database.Read(connection => Find(connection, uuid));

    /// <summary>The runs of experiments, deleted or not, complete.</summary>
    public IReadOnlyList<MlRun> Runs(IReadOnlyList<long> experiments) => database.Read(connection => Read(connection, "m.experiment in @experiments", new { experiments }));

    /// <summary>Says where an active run stands, and gives it another name; null leaves either as it is.</summary>
    /// <exception cref="MlflowException">There is no such active run, or no such status.</exception>
    public MlRun Update(string uuid, string? status, long? finish, string? name) => database.Write(connection =>
    {
        var run = Writable(connection, uuid);
        if (status is not null && !States.ContainsKey(status))
        {
            throw MlflowException.Invalid($"Invalid value {status} for parameter 'status' supplied: allowed is {string.Join(", ", States.Keys)}.");
        }

        if (name is { Length: > 0 })
        {
            SetTags(connection, run.Run, new Dictionary<string, string> { [NameTag] = name });
        }

        if (status is not null || finish is not null)
        {
            var state = States[status ?? run.Status];
            var over = state is not ("running" or "queued");
            var ended = over ? finish ?? run.Finish ?? Now : finish;
            connection.Execute("update ml_runs set status = @status, finish = @ended where run = @Run", new { status = status ?? run.Status, ended, run.Run });
            connection.Execute(
                $"""
                update runs set state = @state, ended = @ended, seconds = max(seconds, (coalesce(@ended, started) - started) / 1000.0),
                  reason = @reason, details = details + 1, {Touch} where id = @Run
                """,
                new { state, ended = over ? ended : null, reason = over ? "Ended by the program that logged it." : "", run.Run });
        }

        Mirror(connection, run.Run);
        return Find(connection, uuid);
    });

    /// <summary>Takes a run from every list, or brings it back.</summary>
    /// <exception cref="MlflowException">There is none.</exception>
    public void Delete(string uuid, bool deleted) => database.Write(connection =>
    {
        var run = Find(connection, uuid);
        return connection.Execute($"update runs set deleted = @at, {Touch} where id = @Run", new { at = deleted ? Now : (long?)null, run.Run });
    });

    private static MlRun Find(SqliteConnection connection, string uuid) =>
        Read(connection, "m.uuid = @uuid", new { uuid }) is [var found, ..] ? found : throw MlflowException.Missing($"Run with id={uuid} not found");

    private static MlRun Writable(SqliteConnection connection, string uuid) => Find(connection, uuid) is { Deleted: false } run
        ? run : throw MlflowException.Invalid($"The run {uuid} must be in the 'active' state. Current state is deleted.");

    private static IReadOnlyList<MlRun> Read(SqliteConnection connection, string where, object parameters)
    {
        var from = $"from ml_runs m join runs r on r.id = m.run where {where}";
        var metrics = connection
            .Query<(long Run, string Key, long Step, long Timestamp, long Bits)>($"select l.run, l.key, l.step, l.timestamp, l.bits from ml_latest l where l.run in (select m.run {from}) order by l.key", parameters)
            .ToLookup(row => row.Run, row => new MlMetric(row.Key, BitConverter.Int64BitsToDouble(row.Bits), row.Timestamp, row.Step));
        ILookup<long, (long Run, string Key, string Value)> Pairs(string table) => connection
            .Query<(long Run, string Key, string Value)>($"select run, key, value from {table} where run in (select m.run {from})", parameters).ToLookup(row => row.Run);
        var (all, tags) = (Pairs("ml_params"), Pairs("ml_tags"));
        return [.. connection
            .Query<(long Run, string Uuid, long Experiment, string Name, string User, string Person, string Status, long Start, long? Finish, long? Deleted)>(
                $"select m.run, m.uuid, m.experiment, r.name, m.user, r.person, m.status, m.start, m.finish, r.deleted {from}", parameters)
            .Select(row => new MlRun
            {
                Run = row.Run,
                Uuid = row.Uuid,
                Experiment = row.Experiment,
                Name = row.Name,
                User = row.User,
                Person = row.Person,
                Status = row.Status,
                Start = row.Start,
                Finish = row.Finish,
                Deleted = row.Deleted is not null,
                Metrics = [.. metrics[row.Run]],
                Params = all[row.Run].ToDictionary(pair => pair.Key, pair => pair.Value),
                Tags = tags[row.Run].ToDictionary(pair => pair.Key, pair => pair.Value),
            })];
    }

    // What lists and comparisons read: task, method, seed and settings, from tags hodl.* where there are some, else from
    // the experiment, the run's name and the parameters seed and method.
    private static void Mirror(SqliteConnection connection, long run)
    {
        var found = Read(connection, "m.run = @run", new { run })[0];
        string? Of(string tag, string param) => found.Tags.TryGetValue("hodl." + tag, out var tagged) ? tagged : found.Params.GetValueOrDefault(param);
        var experiment = connection.ExecuteScalar<string>("select name from ml_experiments where id = @Experiment", new { found.Experiment })!;
        var name = found.Tags.GetValueOrDefault(NameTag, found.Name);
        var settings = found.Params.Where(pair => pair.Key is not ("seed" or "method")).ToDictionary(pair => pair.Key, pair => pair.Value);
        connection.Execute(
            $"""
            update runs set name = @name, task = @task, method = @method, seed = @seed, settings = @settings, details = details + 1, {Touch} where id = @run
            """,
            new
            {
                run,
                name,
                task = found.Tags.GetValueOrDefault("hodl.task", experiment),
                method = Of("method", "method") ?? name,
                seed = long.TryParse(Of("seed", "seed"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed) ? seed : 0,
                settings = System.Text.Json.JsonSerializer.Serialize(settings, StoreJson.Options),
            });
    }
}
