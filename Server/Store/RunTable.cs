namespace Hodl.Server.Store;

/// <summary>The catalog's runs, with a number that grows with every change, so that a watcher finds what is new.</summary>
/// <param name="catalog">The catalog.</param>
internal sealed class RunTable(Catalog catalog)
{
    // Only the catalog's writer changes it.
    private long _changed;

    /// <summary>The runs.</summary>
    public CatalogTable<RunEntry> Table { get; } = catalog.Table<RunEntry>("runs");

    /// <summary>The run of an id as of the last commit; null when there is none.</summary>
    public RunEntry? Find(long id) => Table.Find(id);

    /// <summary>Keeps a run.</summary>
    public void Put(CatalogChange change, RunEntry run, bool soft = false) =>
        change.Put(Table, run.Id, run with { Changed = ++_changed }, soft);

    /// <summary>Keeps what <paramref name="with"/> makes of a run; does nothing when there is none, or when it says null.</summary>
    /// <returns>Whether something changed.</returns>
    public bool Change(CatalogChange change, long id, Func<RunEntry, RunEntry?> with, bool soft = false)
    {
        if (change.Find(Table, id) is not { } run || with(run) is not { } changed)
        {
            return false;
        }

        Put(change, changed, soft);
        return true;
    }

    /// <summary>Ids of the runs that changed after <paramref name="mark"/>, and the mark to ask with next time.</summary>
    public (IReadOnlyList<long> Runs, long Mark) After(long mark)
    {
        var later = Table.Rows.Values.Where(run => run.Changed > mark).OrderBy(run => run.Changed).ToList();
        return ([.. later.Select(run => run.Id)], later.Count == 0 ? mark : later[^1].Changed);
    }
}
