using System.Text.Json;
using Dapper;
using Hodl.Core.Runs;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <content>The life of a run: queued → running → an end → perhaps queued again.</content>
public sealed partial class RunStore
{
    /// <summary>Keeps a new run, queued.</summary>
    /// <param name="spec">What it computes.</param>
    /// <param name="owner">The process that alone may start it; null for any.</param>
    /// <returns>Its id.</returns>
    public long Add(RunSpec spec, string? owner = null) => database.Write(connection => Insert(connection, spec, owner, "", ""));

    /// <summary>Keeps new runs, queued: all of them or, when it throws, none.</summary>
    /// <param name="specs">What they compute.</param>
    /// <param name="person">Whose they are.</param>
    /// <param name="project">The project's name; empty for none.</param>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<long> Add(IReadOnlyList<RunSpec> specs, string person = "", string project = "") =>
        database.Write(connection => specs.Select(spec => Insert(connection, spec, null, person, project)).ToList());

    /// <summary>Queued runs in the order in which they will start.</summary>
    public IReadOnlyList<long> Queued() => database.Read<IReadOnlyList<long>>(connection =>
        connection.Query<long>("select id from runs where state = 'queued' and external = 0 and owner is null and deleted is null order by queued, id").AsList());

    /// <summary>
    /// Makes a queued run a running one of <paramref name="owner"/>. In the same transaction everything that it had
    /// recorded after its last checkpoint is taken back, so that it goes on as if it had never stopped.
    /// </summary>
    /// <returns>What to start from; null when the run is not queued any more.</returns>
    public RunStart? Start(long id, string owner, RunEnvironment environment)
    {
        var removed = new List<long>();
        var start = database.Write(connection =>
        {
            var claimed = connection.Execute(
                $"""
                update runs set state = 'running', owner = @owner, heartbeat = @now, started = coalesce(started, @now), ended = null,
                  reason = '', stopping = 0, attempt = attempt + 1, environment = @environment, details = details + 1, {Touch}
                where id = @id and external = 0 and state = 'queued' and (owner is null or owner = @owner) and deleted is null
                """,
                new { id, owner, now = Now, environment = JsonSerializer.Serialize(environment, StoreJson.Options) });
            if (claimed == 0)
            {
                return null;
            }

            var (step, seconds, state) = connection.QueryFirstOrDefault<(long Step, double Seconds, byte[]? State)>(
                "select step, seconds, state from checkpoints where run = @id order by step desc limit 1", new { id });
            var checkpoint = state is null ? null : new RunCheckpoint(step, state);
            removed.AddRange(TakeBack(connection, id, checkpoint?.Step ?? long.MinValue));
            connection.Execute(
                """
                update runs set step = @step, seconds = @seconds,
                  warnings = (select count(*) from log where run = @id and severity = @warning) where id = @id
                """,
                new { id, step, seconds, warning = LogSeverity.Warning });
            var record = connection.QuerySingle<RunRecord>($"select {RunRecord.Columns} from runs r where r.id = @id", new { id });
            return new RunStart(record.ToRow([]), record.Attempt, record.Sequence, checkpoint);
        });
        _images.Remove(id, removed);
        return start;
    }

    /// <summary>Ends a running run. Does nothing when the attempt no longer counts.</summary>
    public void End(long id, int attempt, RunState state, string reason) => Change(
        $"""
        update runs set state = @state, reason = @reason, ended = @now, owner = null, heartbeat = null, stopping = 0, {Touch}
        where id = @id and attempt = @attempt and state = 'running'
        """,
        new { id, attempt, state = Text(state), reason, now = Now });

    /// <summary>Puts a stopped run back into the queue.</summary>
    /// <returns>False when it is not at a stop.</returns>
    public bool Requeue(long id) => database.Write(connection => connection.Execute(
        $"""
        update runs set state = 'queued', queued = @now, reason = '', ended = null, {Touch}
        where id = @id and external = 0 and state in ('cancelled', 'interrupted', 'failed') and deleted is null
        """,
        new { id, now = Now })) > 0;

    /// <summary>Takes a queued run out of the queue.</summary>
    /// <returns>False when it is not queued.</returns>
    public bool CancelQueued(long id, string reason) => database.Write(connection => connection.Execute(
        $"update runs set state = 'cancelled', reason = @reason, ended = @now, owner = null, {Touch} where id = @id and external = 0 and state = 'queued'",
        new { id, reason, now = Now })) > 0;

    /// <summary>Asks whichever process computes the run to stop it; it sees the wish with its next batch.</summary>
    public void AskToStop(long id) => Change("update runs set stopping = 1 where id = @id and state = 'running'", new { id });

    /// <summary>Marks running runs whose process is gone as interrupted.</summary>
    /// <param name="isAlive">Whether the owner that signed with this text and last stirred then still computes.</param>
    public IReadOnlyList<long> Interrupt(Func<string, DateTimeOffset, bool> isAlive)
    {
        var running = database.Read(connection => connection.Query<RunRecord>($"select {RunRecord.Columns} from runs r where r.owner is not null").AsList());
        var gone = running.FindAll(run => !isAlive(run.Owner ?? "", DateTimeOffset.FromUnixTimeMilliseconds(run.Heartbeat ?? 0)));
        foreach (var run in gone)
        {
            Change(
                $"""
                update runs set state = 'interrupted', reason = @reason, ended = heartbeat, owner = null, heartbeat = null, stopping = 0, {Touch}
                where id = @id and attempt = @attempt and owner is not null
                """,
                new { id = run.Id, attempt = run.Attempt, reason = $"The process that computed it went away after step {run.Step} of {run.Total}." });
        }

        return gone.ConvertAll(run => run.Id);
    }

    private long Insert(SqliteConnection connection, RunSpec spec, string? owner, string person, string project) => connection.ExecuteScalar<long>(
        """
        insert into runs (task, method, preset, label, seed, settings, state, created, queued, owner, heartbeat, person, project, changed)
        values (@Task, @Method, @Preset, @Label, @Seed, @settings, 'queued', @now, @now, @owner, @now, @person,
          (select id from projects where name = @project), (select coalesce(max(changed), 0) + 1 from runs))
        returning id
        """,
        new { spec.Task, spec.Method, spec.Preset, spec.Label, spec.Seed, settings = StoreJson.Write(spec.Settings), now = Now, owner, person, project });

    private static string Text(RunState state) => state.ToString().ToLowerInvariant();

    private static List<long> TakeBack(SqliteConnection connection, long id, long step)
    {
        var all = new { id, step };
        connection.Execute("delete from points where first > @step and series in (select id from series where run = @id)", all);
        var cut = connection.Query<(long Chunk, long Series, string Name, long Sequence, byte[] Steps, byte[] Seconds, byte[] Values)>(
            """
            select p.id, s.id, s.name, p.sequence, p.steps, p.seconds, p.vals from points p join series s on s.id = p.series
            where s.run = @id and p.last > @step
            """, all).AsList();
        foreach (var (chunk, series, name, sequence, steps, seconds, values) in cut)
        {
            connection.Execute("delete from points where id = @chunk", new { chunk });
            InsertChunk(connection, chunk, series, sequence, Within(Column(name, steps, seconds, values), long.MinValue, step));
        }

        connection.Execute("update series set count = coalesce((select sum(p.count) from points p where p.series = series.id), 0) where run = @id", all);
        connection.Execute("delete from curves where run = @id and step > @step", all);
        connection.Execute("delete from log where run = @id and step > @step", all);
        connection.Execute("delete from results where run = @id and step > @step", all);
        connection.Execute("delete from certificates where run = @id and step > @step", all);
        return connection.Query<long>("delete from images where run = @id and step > @step returning id", all).AsList();
    }
}
