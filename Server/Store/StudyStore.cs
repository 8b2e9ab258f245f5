using Dapper;

namespace Hodl.Server.Store;

/// <summary>Method studies: which runs belong together.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps them.</param>
public sealed class StudyStore(Database database, TimeProvider clock)
{
    /// <summary>Every study that is not deleted, the newest first.</summary>
    public IReadOnlyList<StoredStudy> List() => Rows("where deleted is null order by id desc", null);

    /// <summary>One study that is not deleted; null when there is none.</summary>
    public StoredStudy? Find(long id) => Rows("where id = @id and deleted is null", new { id }) is [var found, ..] ? found : null;

    /// <summary>Keeps a study.</summary>
    /// <returns>Its id.</returns>
    public long Add(string name, IReadOnlyList<long> runs) => database.Write(connection =>
    {
        var id = connection.ExecuteScalar<long>("insert into studies (name, created) values (@name, @now) returning id", new { name, now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
        connection.Execute("insert into study_runs (study, run) values (@id, @run)", runs.Select(run => new { id, run }));
        return id;
    });

    /// <summary>Takes it from the list; its runs stay. <see cref="Undelete"/> brings it back.</summary>
    public void Delete(long id) => database.Write(connection => connection.Execute("update studies set deleted = @now where id = @id", new { id, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }));

    /// <summary>Brings a deleted study back.</summary>
    public void Undelete(long id) => database.Write(connection => connection.Execute("update studies set deleted = null where id = @id", new { id }));

    private IReadOnlyList<StoredStudy> Rows(string where, object? parameters) => database.Read<IReadOnlyList<StoredStudy>>(connection =>
    {
        var runs = connection.Query<(long Study, long Run)>("select study, run from study_runs order by run").ToLookup(row => row.Study, row => row.Run);
        return [.. connection.Query<(long Id, string Name, long Created)>($"select id, name, created from studies {where}", parameters)
            .Select(row => new StoredStudy(row.Id, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.Created), [.. runs[row.Id]]))];
    });
}
