using Hodl.Core.Runs;
using LiteDB;
using LiteDB.Engine;

namespace Hodl.Server.Store;

/// <content>Copies: for a backup, and to give back room that deleted records leave.</content>
public sealed partial class Catalog
{
    // LiteDB's pages are half full at worst without any waste.
    private const int Waste = 4;
    private const long LeastWaste = 4 << 20;

    /// <summary>Copies the file as of one moment.</summary>
    internal void CopyTo(string path) => Write(_ =>
    {
        Flush();
        Checkpoint();
        foreach (var ending in _log.Length > 0 ? (string[])["", ".log"] : [""])
        {
            System.IO.File.Copy(File + ending, path + ending);
            using var copy = System.IO.File.OpenHandle(path + ending, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(copy);
        }
    });

    /// <summary>Writes the file anew when it holds much more room than records, or when <paramref name="always"/>.</summary>
    /// <returns>Bytes before and after; null when it was left as it is.</returns>
    public (long Before, long After)? Compact(bool always = false) => Write<(long, long)?>(_ =>
    {
        Look();
        if (Lost != "")
        {
            throw new CatalogLostException(Lost);
        }

        Flush();
        Checkpoint();
        var before = _data.Length;
        var documents = _database.GetCollectionNames().ToDictionary(name => name, name => _database.GetCollection(name).FindAll());
        if (!always && (before < LeastWaste || documents.Values
            .Sum(all => all.Sum(document => BsonSerializer.Serialize(document).LongLength)) * Waste > before))
        {
            return null;
        }

        System.IO.File.Delete(Copy);
        using (var copy = new CatalogFile(Copy))
        {
            using (var database = new LiteDatabase(new LiteEngine(new EngineSettings
            {
                DataStream = copy,
                LogStream = new MemoryStream(),
                Collation = CatalogFormat.Collation
            })))
            {
                foreach (var (name, all) in documents)
                {
                    database.GetCollection(name, BsonAutoId.Int64).InsertBulk(all);
                }

                database.UserVersion = _database.UserVersion;
                database.Checkpoint();
            }

            copy.Flush();
        }

        if (_log.Length > 0)
        {
            // The log could not be copied into the pages; it belongs to these pages only.
            System.IO.File.Delete(Copy);
            return null;
        }

        // The log is empty and synced: before the swap the one file holds everything, after it the other.
        _data.Break();
        _log.Break();
        Abandon();
        Disk.Move(Copy, File);
        (_data, _log, _database) = Open();
        _durable = _log.Length;
        return (before, _data.Length);
    });
}
