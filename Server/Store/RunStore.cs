using System.Runtime.CompilerServices;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>Everything that is kept of the runs: the catalog's entries, and a folder for each run. Safe from any thread.</summary>
public sealed partial class RunStore : IDisposable
{
    private readonly Catalog _catalog;
    private readonly TimeProvider _clock;
    private readonly RunTable _runs;
    private readonly CatalogTable<ProjectEntry> _projects;
    private readonly CatalogTable<MlRunEntry> _logged;
    private readonly JournalCache _journals;
    private readonly DiskQuota _quota;
    private readonly ConditionalWeakTable<RunEntry, RunRow> _rows = [];

    /// <param name="catalog">The catalog.</param>
    /// <param name="clock">Stamps what is written.</param>
    public RunStore(Catalog catalog, TimeProvider clock)
    {
        (_catalog, _clock, _runs) = (catalog, clock, catalog.Runs);
        _projects = catalog.Table<ProjectEntry>("projects");
        _logged = catalog.Table<MlRunEntry>("ml_runs");
        _journals = new JournalCache(catalog);
        _quota = new DiskQuota(catalog);
        RemoveUnfinished();
        RemoveLeftovers(compact: false);
        CatchUp();
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Every run that is not deleted, the newest first.</summary>
    public IReadOnlyList<RunRow> List()
    {
        var runs = _runs.Table.Rows;
        var rows = new List<RunRow>(runs.Count);
        foreach (var run in runs.Values)
        {
            if (run.Deleted is null)
            {
                rows.Add(Row(run));
            }
        }

        rows.Reverse();
        return rows;
    }

    /// <summary>One run, deleted or not; null when there never was one.</summary>
    public RunRow? Find(long id) => _runs.Find(id) is { } run ? Row(run) : null;

    /// <summary>Gives the run a name; empty takes it away.</summary>
    public void Rename(long id, string name) => Change(id, run => run with { Name = name.Trim() });

    /// <summary>Takes the run from every list; nothing is lost until <see cref="Undelete(long)"/> brings it back.</summary>
    public void Delete(long id) => Delete([id]);

    /// <summary>Takes runs from every list, all or none.</summary>
    public void Delete(IReadOnlyList<long> ids) => _catalog.Write(change => _runs.Delete(change, ids, Now));

    /// <summary>Brings a deleted run back.</summary>
    public void Undelete(long id) => Undelete([id]);

    /// <summary>Brings deleted runs back, all or none.</summary>
    public void Undelete(IReadOnlyList<long> ids) => _catalog.Write(change => _runs.Undelete(change, ids));

    /// <summary>How far the store follows the run; null when there is no such run.</summary>
    public RunPosition? Position(long id) => _runs.Find(id) is { } run ? new RunPosition(run.Attempt, run.Sequence, run.Details) : null;

    /// <summary>Ids of the runs that changed after <paramref name="mark"/>, and the mark to ask with next time.</summary>
    public (IReadOnlyList<long> Runs, long Mark) Changed(long mark) => _runs.After(mark);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosing = true;
        AwaitRemoval();
        foreach (var id in _recorders.Keys.ToList())
        {
            Release(id);
        }

        List<long> open;
        lock (_open)
        {
            open = [.. _open.Keys];
        }

        open.ForEach(CloseLogged);
        _journals.Dispose();
    }

    private RunRow Row(RunEntry run) => _rows.GetValue(run, entry => entry.Row(_projects));

    private bool Change(long id, Func<RunEntry, RunEntry?> with, bool soft = false) =>
        _catalog.Write(change => _runs.Change(change, id, with, soft));
}
