using System.Text.Json;
using Dapper;
using Hodl.Components.Tables;

namespace Hodl.Server.Store;

/// <summary>Saved tables: questions, not answers.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps them.</param>
public sealed class TableStore(Database database, TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Every table that is not deleted, the newest first.</summary>
    public IReadOnlyList<StoredTable> List() => Rows("where deleted is null order by id desc", null);

    /// <summary>One table that is not deleted; null when there is none.</summary>
    public StoredTable? Find(long id) => Rows("where id = @id and deleted is null", new { id }) is [var found, ..] ? found : null;

    /// <summary>Saves a new table.</summary>
    /// <returns>Its id.</returns>
    public long Add(TableQuestion question) => database.Write(connection => connection.ExecuteScalar<long>(
        "insert into tables (name, question, created, changed) values (@Name, @json, @Now, @Now) returning id", new { question.Name, json = Json(question), Now }));

    /// <summary>Saves another question under the id.</summary>
    public void Change(long id, TableQuestion question) =>
        Do("update tables set name = @Name, question = @json, changed = @Now where id = @id", new { id, question.Name, json = Json(question), Now });

    /// <summary>Takes it from the list; <see cref="Undelete"/> brings it back.</summary>
    public void Delete(long id) => Do("update tables set deleted = @Now where id = @id", new { id, Now });

    /// <summary>Brings a deleted table back.</summary>
    public void Undelete(long id) => Do("update tables set deleted = null where id = @id", new { id });

    private static string Json(TableQuestion question) => JsonSerializer.Serialize(question, StoreJson.Options);

    private void Do(string sql, object parameters) => database.Write(connection => connection.Execute(sql, parameters));

    private IReadOnlyList<StoredTable> Rows(string where, object? parameters) => database.Read<IReadOnlyList<StoredTable>>(connection => [.. connection
        .Query<(long Id, string Question, long Created, long Changed)>($"select id, question, created, changed from tables {where}", parameters)
        .Select(row => new StoredTable(row.Id, JsonSerializer.Deserialize<TableQuestion>(row.Question, StoreJson.Options)!, DateTimeOffset.FromUnixTimeMilliseconds(row.Created), DateTimeOffset.FromUnixTimeMilliseconds(row.Changed)))]);
}
