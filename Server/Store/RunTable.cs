using System.Collections.Immutable;
using System.Globalization;

namespace Hodl.Server.Store;

/// <summary>The catalog's runs, with a number that grows with every change, so that a watcher finds what is new.</summary>
internal sealed class RunTable
{
    private const string Name = "runs";
    private const string DeletionsName = "deletions";
    private const string RemovalsName = "removals";
    private readonly CatalogTable<DeletionEntry> _deletions;
    private readonly CatalogTable<DeletionEntry> _removals;

    // Only the catalog's writer changes it.
    private long _changed;
    private long _given;

    /// <param name="catalog">The catalog.</param>
    public RunTable(Catalog catalog)
    {
        Table = catalog.Table<RunEntry>(Name);
        _deletions = catalog.Table<DeletionEntry>(DeletionsName);
        _removals = catalog.Table<DeletionEntry>(RemovalsName);
        ((ICatalogTable)Table).Rows = Visible();
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

    /// <summary>Takes those of the runs off the lists that are on them.</summary>
    public void Delete(CatalogChange change, IEnumerable<long> ids, long at)
    {
        var listed = ids.Where(id => change.Find(Table, id) is { Deleted: null }).Distinct().ToList();
        if (listed.Count == 0)
        {
            return;
        }

        var number = change.NextId(DeletionsName);
        change.Put(_deletions, number, new DeletionEntry(number, at, listed));
        listed.ForEach(id => Show(change, change.Find(Table, id)! with { Deleted = at }));
    }

    /// <summary>Brings those of the runs back that are deleted.</summary>
    public void Undelete(CatalogChange change, IEnumerable<long> ids)
    {
        var deleted = ids.Where(id => change.Find(Table, id) is { Deleted: not null }).ToHashSet();
        Without(change, _deletions, deleted);
        foreach (var id in deleted)
        {
            Show(change, change.Find(Table, id)! with { Deleted = null });
        }
    }

    /// <summary>Removes runs for good; <see cref="Removed"/> lists them until <see cref="Clear"/> has taken them from the file.</summary>
    public void Remove(CatalogChange change, IReadOnlyCollection<long> ids, long at)
    {
        Without(change, _deletions, ids.ToHashSet());
        var number = change.NextId(RemovalsName);
        change.Put(_removals, number, new DeletionEntry(number, at, [.. ids.Order()]));
        foreach (var id in ids)
        {
            change.Hide(Table, id);
        }
    }

    /// <summary>Runs that were removed and still take room in the file.</summary>
    public IReadOnlyList<long> Removed() => [.. _removals.Rows.Values.SelectMany(removal => removal.Runs)];

    /// <summary>Takes some of the removed runs from the file.</summary>
    public void Clear(CatalogChange change, IReadOnlyCollection<long> ids)
    {
        foreach (var id in ids)
        {
            change.Remove(Table, id);
        }

        Without(change, _removals, ids.ToHashSet());
    }

    /// <summary>Ids of the runs that changed after <paramref name="mark"/>, and the mark to ask with next time.</summary>
    public (IReadOnlyList<long> Runs, long Mark) After(long mark)
    {
        var later = Table.Rows.Values.Where(run => run.Changed > mark).OrderBy(run => run.Changed).ToList();
        return ([.. later.Select(run => run.Id)], later.Count == 0 ? mark : later[^1].Changed);
    }

    private ImmutableSortedDictionary<long, RunEntry> Visible()
    {
        var rows = Table.Rows.ToBuilder();
        rows.RemoveRange(Removed());
        foreach (var deletion in _deletions.Rows.Values)
        {
            foreach (var id in deletion.Runs)
            {
                if (rows.TryGetValue(id, out var run))
                {
                    rows[id] = run with { Deleted = deletion.At };
                }
            }
        }

        return rows.ToImmutable();
    }

    private void Show(CatalogChange change, RunEntry run) => change.Show(Table, run.Id, run with { Changed = ++_changed });

    private static void Without(CatalogChange change, CatalogTable<DeletionEntry> table, HashSet<long> ids)
    {
        foreach (var (number, entry) in change.All(table))
        {
            if (!entry.Runs.Any(ids.Contains))
            {
                continue;
            }

            if (entry.Runs.Where(id => !ids.Contains(id)).ToList() is { Count: > 0 } others)
            {
                change.Put(table, number, entry with { Runs = others });
            }
            else
            {
                change.Remove(table, number);
            }
        }
    }
}
