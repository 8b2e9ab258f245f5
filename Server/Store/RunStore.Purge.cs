using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Removing runs for good.</content>
public sealed partial class RunStore
{
    private const string Leftover = "removed-";

    /// <summary>Removes for good the runs that were deleted longer ago than <paramref name="age"/>, with everything that belongs to
    /// them.</summary>
    /// <returns>Their ids; ids are never given twice.</returns>
    public IReadOnlyList<long> Purge(TimeSpan age)
    {
        var before = Now - (long)age.TotalMilliseconds;
        var gone = _catalog.Write(change =>
        {
            var ids = change.All(_runs.Table).Values
                .Where(run => run.Deleted <= before && run.State is not (RunState.Queued or RunState.Running) && run.Owner is null)
                    .Select(run => run.Id).ToHashSet();
            foreach (var id in ids)
            {
                change.Remove(_runs.Table, id);
            }

            if (ids.Count > 0)
            {
                RunRemains.Remove(_catalog, change, ids);
            }

            return ids.Order().ToList();
        });
        gone.ForEach(Remove);
        if (gone.Count > _runs.Table.Rows.Count / 4)
        {
            _catalog.Compact();
        }

        return gone;
    }

    // The name goes at once, the bytes after it.
    private void Remove(long id)
    {
        Release(id);
        CloseLogged(id);
        _journals.Forget(id);
        var (folder, aside) = (_catalog.Folder(id).Path, Path.Combine(_catalog.RunsFolder, $"{Leftover}{id}"));
        if (Directory.Exists(folder))
        {
            Directory.Move(folder, aside);
            Directory.Delete(aside, recursive: true);
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(_catalog.RunsFolder, Leftover + "*"))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
