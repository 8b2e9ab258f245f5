using System.Collections.Immutable;

namespace Hodl.Server.Store;

/// <summary>Changes that are kept together or not at all; seen by later changes at once, by readers when they are kept.</summary>
internal sealed class CatalogChange
{
    private readonly Dictionary<ICatalogTable, object> _rows;
    private readonly CatalogTable<CatalogCounter> _counters;

    /// <param name="earlier">Changes that come before and are kept first.</param>
    /// <param name="counters">The table of the highest ids.</param>
    public CatalogChange(CatalogChange? earlier, CatalogTable<CatalogCounter> counters)
    {
        _counters = counters;
        _rows = earlier is null ? [] : new Dictionary<ICatalogTable, object>(earlier._rows);
    }

    /// <summary>What must be on the disk before whoever asked is answered.</summary>
    public HashSet<(ICatalogTable Table, long Id)> Touched { get; } = [];

    /// <summary>What may reach the disk later, because it can be found again otherwise.</summary>
    public HashSet<(ICatalogTable Table, long Id)> Soft { get; } = [];

    /// <summary>The tables with their records after this change.</summary>
    public IReadOnlyDictionary<ICatalogTable, object> Rows => _rows;

    /// <summary>The records of a table with the changes so far.</summary>
    public ImmutableSortedDictionary<long, T> All<T>(CatalogTable<T> table)
        where T : class => _rows.TryGetValue(table, out var rows) ? (ImmutableSortedDictionary<long, T>)rows : table.Rows;

    /// <summary>The record of an id; null when there is none.</summary>
    public T? Find<T>(CatalogTable<T> table, long id)
        where T : class => All(table).GetValueOrDefault(id);

    /// <summary>Keeps a record.</summary>
    /// <param name="table">The table.</param>
    /// <param name="id">Its id.</param>
    /// <param name="record">The record.</param>
    /// <param name="soft">Whether it may reach the disk a few seconds later.</param>
    public void Put<T>(CatalogTable<T> table, long id, T record, bool soft = false)
        where T : class
    {
        _rows[table] = All(table).SetItem(id, record);
        (soft ? Soft : Touched).Add((table, id));
    }

    /// <summary>Changes a record for readers only; what it shows is kept elsewhere.</summary>
    public void Show<T>(CatalogTable<T> table, long id, T record)
        where T : class => _rows[table] = All(table).SetItem(id, record);

    /// <summary>Takes a record from readers; its document stays until <see cref="Remove"/>.</summary>
    public void Hide<T>(CatalogTable<T> table, long id)
        where T : class => _rows[table] = All(table).Remove(id);

    /// <summary>Removes a record.</summary>
    public void Remove<T>(CatalogTable<T> table, long id)
        where T : class
    {
        _rows[table] = All(table).Remove(id);
        Touched.Add((table, id));
    }

    /// <summary>An id that was never given before, also not to a record that is gone.</summary>
    public long NextId(string name)
    {
        var id = (Counter(name)?.Last ?? 0) + 1;
        Given(name, id);
        return id;
    }

    /// <summary>Keeps that an id was given, so that it never is again.</summary>
    public void Given(string name, long id)
    {
        var counter = Counter(name) ?? new CatalogCounter(All(_counters).Count + 1, name, 0);
        if (id > counter.Last)
        {
            Put(_counters, counter.Id, counter with { Last = id });
        }
    }

    private CatalogCounter? Counter(string name) => All(_counters).Values.FirstOrDefault(one => one.Name == name);
}
