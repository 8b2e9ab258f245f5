using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>Journals that are read lately, with their indices in memory up to a limit.</summary>
/// <param name="catalog">Knows the runs' folders.</param>
internal sealed class JournalCache(Catalog catalog) : IDisposable
{
    private const long MostBytes = 64 << 20;
    private const int MostFiles = 128;
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Run, RunJournal Journal, int Users, bool Gone)> _latest = [];

    /// <summary>Reads from a run's journal.</summary>
    public T Read<T>(long run, Func<RunJournal, T> read)
    {
        LinkedListNode<(long Run, RunJournal Journal, int Users, bool Gone)> node;
        lock (_gate)
        {
            node = Find(run) ?? new((run, new RunJournal(catalog.Folder(run)), 0, false));
            if (!node.Value.Journal.Exists)
            {
                // A file that appears later must be seen.
                Drop(node);
                node = new((run, new RunJournal(catalog.Folder(run)), 0, false));
            }

            if (node.List is not null)
            {
                _latest.Remove(node);
            }

            _latest.AddFirst(node);
            node.ValueRef.Users++;
        }

        try
        {
            return read(node.Value.Journal);
        }
        finally
        {
            lock (_gate)
            {
                node.ValueRef.Users--;
                if (node.Value.Gone && node.Value.Users == 0)
                {
                    node.Value.Journal.Dispose();
                }
            }

            Trim();
        }
    }

    /// <summary>Closes a run's journal, because its folder goes.</summary>
    public void Forget(long run)
    {
        lock (_gate)
        {
            if (Find(run) is { } node)
            {
                Drop(node);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            while (_latest.First is { } node)
            {
                Drop(node);
            }
        }
    }

    private LinkedListNode<(long Run, RunJournal Journal, int Users, bool Gone)>? Find(long run)
    {
        for (var node = _latest.First; node is not null; node = node.Next)
        {
            if (node.Value.Run == run)
            {
                return node;
            }
        }

        return null;
    }

    private void Drop(LinkedListNode<(long Run, RunJournal Journal, int Users, bool Gone)> node)
    {
        if (node.List is not null)
        {
            _latest.Remove(node);
        }

        node.ValueRef.Gone = true;
        if (node.Value.Users == 0)
        {
            node.Value.Journal.Dispose();
        }
    }

    private void Trim()
    {
        lock (_gate)
        {
            var (bytes, files) = (0L, 0);
            for (var node = _latest.First; node is not null;)
            {
                var next = node.Next;
                bytes += node.Value.Journal.Weight;
                if (++files > 1 && (bytes > MostBytes || files > MostFiles) && node.Value.Users == 0)
                {
                    Drop(node);
                }

                node = next;
            }
        }
    }
}
