using Dapper;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>Everything that is kept of the runs. The only door to the database; safe from any thread.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps what is written.</param>
public sealed partial class RunStore(Database database, TimeProvider clock)
{
    // Every change of a run raises the column changed, so that a watcher finds what is new by one look into an index.
    private const string Touch = "changed = (select max(changed) + 1 from runs)";

    private readonly ImageFolder _images = new(database.File);
    private readonly ArtifactFolder _artifacts = new(database.File);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Every run that is not deleted, the newest first.</summary>
    public IReadOnlyList<RunRow> List() => Rows("where r.deleted is null", null);

    /// <summary>One run, deleted or not; null when there never was one.</summary>
    public RunRow? Find(long id) => Rows("where r.id = @id", new { id }) is [var found, ..] ? found : null;

    /// <summary>Gives the run a name; empty takes it away.</summary>
    public void Rename(long id, string name) =>
        Change($"update runs set name = @name, {Touch} where id = @id", new { id, name = name.Trim() });

    /// <summary>Takes the run from every list; nothing is lost until <see cref="Undelete"/> brings it back.</summary>
    public void Delete(long id) =>
        Change($"update runs set deleted = @now, {Touch} where id = @id and deleted is null", new { id, now = Now });

    /// <summary>Brings a deleted run back.</summary>
    public void Undelete(long id) =>
        Change($"update runs set deleted = null, {Touch} where id = @id", new { id });

    /// <summary>Removes for good the runs that were deleted longer ago than <paramref name="age"/>, with their images.</summary>
    /// <returns>Their ids; ids are never given twice.</returns>
    public IReadOnlyList<long> Purge(TimeSpan age)
    {
        var before = Now - (long)age.TotalMilliseconds;
        var gone = database.Write(connection =>
        {
            var ids = connection.Query<long>(
                "select id from runs where deleted <= @before and state not in ('queued', 'running') and owner is null", new { before }).AsList();
            connection.Execute("delete from points where series in (select id from series where run in @ids)", new { ids });
            foreach (var table in Schema.OfRuns(connection))
            {
                connection.Execute($"delete from {table} where run in @ids", new { ids });
            }

            connection.Execute("delete from runs where id in @ids", new { ids });
            return ids;
        });
        gone.ForEach(_images.RemoveAll);
        gone.ForEach(_artifacts.RemoveAll);
        return gone;
    }

    /// <summary>How far the store follows the run; null when there is no such run.</summary>
    public RunPosition? Position(long id) => database.Read(connection =>
        connection.QueryFirstOrDefault<RunPosition>("select attempt, sequence, details from runs where id = @id", new { id }));

    /// <summary>Ids of the runs that changed after <paramref name="mark"/>, and the mark to ask with next time.</summary>
    public (IReadOnlyList<long> Runs, long Mark) Changed(long mark) => database.Read<(IReadOnlyList<long>, long)>(connection =>
    {
        var rows = connection.Query<(long Id, long Changed)>("select id, changed from runs where changed > @mark order by changed", new { mark }).AsList();
        return ([.. rows.Select(row => row.Id)], rows.Count == 0 ? mark : rows[^1].Changed);
    });

    private void Change(string sql, object parameters) => database.Write(connection => connection.Execute(sql, parameters));

    private IReadOnlyList<RunRow> Rows(string where, object? parameters) => database.Read<IReadOnlyList<RunRow>>(connection =>
    {
        var records = connection.Query<RunRecord>($"select {RunRecord.Columns} from runs r {where} order by r.id desc", parameters);
        var results = connection
            .Query<ResultRecord>($"select s.run, s.metric, s.bits, s.stdbits, s.count from results s join runs r on r.id = s.run {where}", parameters)
            .ToLookup(result => result.Run, result => result.ToResult());
        return [.. records.Select(record => record.ToRow([.. results[record.Id]]))];
    });
}
