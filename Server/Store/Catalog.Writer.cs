using LiteDB;

namespace Hodl.Server.Store;

/// <content>The thread that writes.</content>
public sealed partial class Catalog
{
    private const int LookEvery = 1000;

    private void Work()
    {
        while (!_jobs.IsCompleted)
        {
            var jobs = new List<Job>();
            if (_jobs.TryTake(out var first, LookEvery))
            {
                jobs.Add(first);
                while (jobs.Count < MostTogether && _jobs.TryTake(out var next))
                {
                    jobs.Add(next);
                }
            }

            Look();
            Do(jobs);
            if (_late.Count > 0 && (_jobs.IsCompleted || DateTime.UtcNow - _flushed > _flushAfter))
            {
                Flush();
            }
        }
    }

    private void Do(List<Job> jobs)
    {
        CatalogChange? all = null;
        var good = new List<Job>();
        HashSet<(ICatalogTable Table, long Id)> touched = [], soft = [];
        foreach (var job in jobs)
        {
            var change = new CatalogChange(all, Counters);
            try
            {
                job.Work(change);
                all = change;
                good.Add(job);
                touched.UnionWith(change.Touched);
                soft.UnionWith(change.Soft);
            }
#pragma warning disable CA1031 // Whoever asked gets the exception.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                job.Done.SetException(exception);
            }
        }

        if (all is null)
        {
            return;
        }

        try
        {
            if (touched.Count > 0)
            {
                Keep(touched, all.Rows);
            }
        }
#pragma warning disable CA1031 // Whoever asked gets the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            good.ForEach(job => job.Done.SetException(exception));
            return;
        }

        foreach (var (table, rows) in all.Rows)
        {
            table.Rows = rows;
        }

        foreach (var key in soft)
        {
            _late[key] = true;
        }

        good.ForEach(job => job.Done.SetResult());
        if (_log.Length >= LogBytesBeforeCheckpoint)
        {
            Checkpoint();
        }
    }

    // Writes into files that were taken away succeed, and are gone with this process.
    private void Look()
    {
        if (Lost == "" && !_data.IsBroken && !_log.IsBroken)
        {
            Lost = !_data.IsOwn ? Gone(File) : !_log.IsOwn ? Gone(File + ".log") : _runsPlace is { IsKept: false } ? Gone(RunsFolder) : "";
        }
    }

    private static string Gone(string path) =>
        $"{path} was deleted, moved or replaced while this program uses it. Nothing is kept any more: stop the program, put the files back, and start it again.";

    private void Flush()
    {
        _flushed = DateTime.UtcNow;
        try
        {
            Keep(_late.Keys, null);
        }
        catch (Exception exception) when (exception is IOException or LiteException or InvalidOperationException)
        {
            // A full disk: what waits here can be found again in the journals.
        }
    }

    // Nothing that can fail is done inside of the transaction but LiteDB's own writing, and no exception is caught in it.
    private void Keep(IReadOnlyCollection<(ICatalogTable Table, long Id)> keys, IReadOnlyDictionary<ICatalogTable, object>? rows)
    {
        Look();
        if (Lost != "")
        {
            throw new CatalogLostException(Lost);
        }

        var documents = keys.Select(key =>
            (key, Document: key.Table.Document(rows?.GetValueOrDefault(key.Table) ?? key.Table.Rows, key.Id))).ToList();
        try
        {
            if (_data.IsBroken || _log.IsBroken)
            {
                Reopen();
            }

            if (!_database.BeginTrans())
            {
                throw new InvalidOperationException("LiteDB has a transaction open already.");
            }

            foreach (var ((table, id), document) in documents)
            {
                var collection = _database.GetCollection(table.Name, BsonAutoId.Int64);
                if (document is null)
                {
                    collection.Delete(id);
                }
                else
                {
                    collection.Upsert(document);
                }
            }

            if (!_database.Commit())
            {
                throw new InvalidOperationException("LiteDB did not commit.");
            }

            _log.Flush();
            _durable = _log.Length;
        }
        catch
        {
            Reopen();
            throw;
        }

        foreach (var key in keys.ToList())
        {
            _late.Remove(key);
        }
    }

    // Copies the log into the pages; what was confirmed is in the one or in the other at every moment.
    private void Checkpoint()
    {
        if (Lost != "")
        {
            return;
        }

        try
        {
            _database.Checkpoint();
            _durable = _log.Length;
        }
        catch (Exception exception) when (exception is IOException or LiteException)
        {
            // A full disk: the log stays as it is and is copied another time.
            Reopen();
        }
    }

    // After a failed write LiteDB's view of its files is not to be trusted.
    private void Reopen()
    {
        _data.Break();
        _log.Break();
        Abandon();
        (_data, _log, _database) = Open(_durable);
    }

    private void Abandon()
    {
        try
        {
            _database.Dispose();
        }
#pragma warning disable CA1031 // It is given up; the files say what counts.
        catch
#pragma warning restore CA1031
        {
        }

        _log.Dispose();
        _data.Dispose();
    }
}
