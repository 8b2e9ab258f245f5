namespace Hodl.Server.Store;

/// <summary>Keeps the data folder below Data:MaxBytes.</summary>
/// <param name="catalog">The catalog with its limit.</param>
internal sealed class DiskQuota(Catalog catalog)
{
    private long _used = catalog.MaxBytes > 0 ? Measure(catalog) : 0;

    /// <summary>Takes room for something that is about to be written.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public void Take(long bytes)
    {
        if (catalog.MaxBytes > 0 && Interlocked.Read(ref _used) + bytes > catalog.MaxBytes)
        {
            Interlocked.Exchange(ref _used, Measure(catalog));
            if (_used + bytes > catalog.MaxBytes)
            {
                throw new IOException($"The data folder is full: Data:MaxBytes = {catalog.MaxBytes}, and {_used} bytes are in use.");
            }
        }

        Interlocked.Add(ref _used, bytes);
    }

    private static long Measure(Catalog catalog) =>
        new DirectoryInfo(catalog.RunsFolder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Length) + new FileInfo(catalog.File).Length;
}
