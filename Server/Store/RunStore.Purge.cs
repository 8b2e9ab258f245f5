using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Removing runs for good.</content>
public sealed partial class RunStore
{
    private const string Leftover = "removed-";

    // Whoever writes meanwhile waits for one such part at most.
    private const int ClearedTogether = 100;
    private readonly Lock _removal = new();
    private Task _removing = Task.CompletedTask;
    private volatile bool _isClosing;

    /// <summary>
    /// Removes for good the runs that were deleted longer ago than <paramref name="age"/>, with everything that belongs to them.
    /// Their space comes back behind it, see <see cref="AwaitRemoval"/>.
    /// </summary>
    /// <returns>Their ids; ids are never given twice.</returns>
    public IReadOnlyList<long> Purge(TimeSpan age)
    {
        var before = Now - (long)age.TotalMilliseconds;
        var gone = _catalog.Write(change =>
        {
            var ids = change.All(_runs.Table).Values
                .Where(run => run.Deleted <= before && run.State is not (RunState.Queued or RunState.Running) && run.Owner is null)
                    .Select(run => run.Id).ToHashSet();
            if (ids.Count > 0)
            {
                _runs.Remove(change, ids, Now);
                RunRemains.Remove(_catalog, change, ids);
            }

            return ids.Order().ToList();
        });
        if (gone.Count > 0)
        {
            RemoveLeftovers(compact: gone.Count > _runs.Table.Rows.Count / 4);
        }

        return gone;
    }

    /// <summary>Waits until nothing is left of the runs that were removed.</summary>
    public void AwaitRemoval()
    {
        Task removing;
        lock (_removal)
        {
            removing = _removing;
        }

        removing.GetAwaiter().GetResult();
    }

    // Not synced: a folder that comes back belongs to no run.
    private void SetAside(long id)
    {
        Release(id);
        CloseLogged(id);
        _journals.Forget(id);
        var folder = _catalog.Folder(id).Path;
        if (Directory.Exists(folder))
        {
            Directory.Move(folder, Path.Combine(_catalog.RunsFolder, $"{Leftover}{id}"));
        }
    }

    private void RemoveLeftovers(bool compact)
    {
        lock (_removal)
        {
            _removing = _removing.ContinueWith(_ => Clear(compact), CancellationToken.None, TaskContinuationOptions.None,
                TaskScheduler.Default);
        }
    }

    // What cannot be removed now is tried again at the next start.
    private void Clear(bool compact)
    {
        foreach (var some in _runs.Removed().Chunk(ClearedTogether))
        {
            if (_isClosing)
            {
                return;
            }

            try
            {
                // Before their documents: a folder left behind without a record would be a stray for ever.
                Array.ForEach(some, SetAside);
                _catalog.Write(change => _runs.Clear(change, some));
            }
#pragma warning disable CA1031 // A disk that fails now leaves them for the next start.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _catalog.Report($"Removed runs cannot be taken from {_catalog.File}: {exception.Message}");
                break;
            }
        }

        foreach (var folder in Directory.EnumerateDirectories(_catalog.RunsFolder, Leftover + "*"))
        {
            if (_isClosing)
            {
                return;
            }

            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _catalog.Report($"{folder} cannot be removed: {exception.Message}");
            }
        }

        if (compact && !_isClosing)
        {
            try
            {
                _catalog.Compact();
            }
#pragma warning disable CA1031 // The catalog stays as large as it was; nobody waits for this.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _catalog.Report($"{_catalog.File} cannot be compacted: {exception.Message}");
            }
        }
    }
}
