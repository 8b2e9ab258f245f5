namespace Hodl.Server.Store;

/// <summary>Makes one process the owner of a catalog: a second one that opened the file would destroy it.</summary>
internal sealed class CatalogLock : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Takes the lock, waiting for a moment while a command holds it.</summary>
    /// <exception cref="CatalogBusyException">Another process keeps it.</exception>
    public CatalogLock(string catalog, TimeSpan patience)
    {
        for (var until = DateTime.UtcNow + patience; ; Thread.Sleep(20))
        {
            try
            {
                _file = new FileStream(catalog + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                // Of an owner that is gone.
                CatalogOwner.Forget(catalog);
                return;
            }
            catch (IOException) when (File.Exists(catalog + ".lock"))
            {
                if (DateTime.UtcNow >= until || CatalogOwner.Read(catalog) is not null)
                {
                    throw new CatalogBusyException(catalog);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
