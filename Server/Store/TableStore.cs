using Hodl.Components.Tables;

namespace Hodl.Server.Store;

/// <summary>Saved tables: questions, not answers.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps them.</param>
public sealed class TableStore(Catalog catalog, TimeProvider clock)
{
    private readonly CatalogTable<TableEntry> tables = catalog.Table<TableEntry>("tables");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Why some cannot be read, by their ids.</summary>
    public IReadOnlyDictionary<long, string> Damaged => tables.Damaged;

    /// <summary>Every table that is not deleted, the newest first.</summary>
    public IReadOnlyList<StoredTable> List() => [.. tables.Rows.Values.Where(table => table.Deleted is null).Reverse().Select(Stored)];

    /// <summary>One table that is not deleted; null when there is none.</summary>
    public StoredTable? Find(long id) => tables.Find(id) is { Deleted: null } found ? Stored(found) : null;

    /// <summary>Who made a table, deleted or not; null when there is none.</summary>
    public string? OwnerOf(long id) => tables.Find(id)?.Person;

    /// <summary>Saves a new table.</summary>
    /// <returns>Its id.</returns>
    public long Add(TableQuestion question, string person = "") => catalog.Write(change =>
    {
        var id = change.NextId("tables");
        change.Put(tables, id, new TableEntry(id, question, Now, Now, null, person));
        return id;
    });

    /// <summary>Saves another question under the id.</summary>
    public void Change(long id, TableQuestion question) => Change(id, table => table with { Question = question, Changed = Now });

    /// <summary>Takes it from the list; <see cref="Undelete"/> brings it back.</summary>
    public void Delete(long id) => Change(id, table => table with { Deleted = Now });

    /// <summary>Brings a deleted table back.</summary>
    public void Undelete(long id) => Change(id, table => table with { Deleted = null });

    private void Change(long id, Func<TableEntry, TableEntry> with) => catalog.Write(change =>
    {
        if (change.Find(tables, id) is { } table)
        {
            change.Put(tables, id, with(table));
        }
    });

    private static StoredTable Stored(TableEntry table) =>
        new(table.Id, table.Question, UnixTime.At(table.Created), UnixTime.At(table.Changed), table.Person);
}
