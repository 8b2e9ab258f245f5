using System.Globalization;

namespace Hodl.Server.Store;

/// <summary>The catalog's runs, with a number that grows with every change, so that a watcher finds what is new.</summary>
internal sealed class RunTable
{
    private const string Name = "runs";

    // Only the catalog's writer changes it.
    private long _changed;
    private long _given;

    /// <param name="catalog">The catalog.</param>
    public RunTable(Catalog catalog)
    {
        Table = catalog.Table<RunEntry>(Name);
        // A folder without an entry is left of an import that was cut off: its id is not given again either.
        _given = Directory.EnumerateDirectories(catalog.RunsFolder)
            .Select(folder => long.TryParse(Path.GetFileName(folder).Split('-')[^1], CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Concat(Table.Rows.Keys.TakeLast(1))
            .Append(catalog.Counters.Rows.Values.FirstOrDefault(counter => counter.Name == Name)?.Last ?? 0).Max();
    }

    /// <summary>The runs.</summary>
    public CatalogTable<RunEntry> Table { get; }

    /// <summary>An id for a run whose folder comes before its entry; <see cref="Put"/> keeps that it was given.</summary>
    public long TakeId() => Interlocked.Increment(ref _given);

    /// <summary>The run of an id as of the last commit; null when there is none.</summary>
    public RunEntry? Find(long id) => Table.Find(id);

    /// <summary>Keeps a run.</summary>
    public void Put(CatalogChange change, RunEntry run, bool soft = false)
    {
        change.Given(Name, run.Id);
        change.Put(Table, run.Id, run with { Changed = ++_changed }, soft);
    }

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
