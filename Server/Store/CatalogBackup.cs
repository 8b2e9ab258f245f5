using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>Copies everything that is kept into a folder from which a server can serve, while runs go on.</summary>
/// <param name="catalog">The catalog.</param>
internal sealed class CatalogBackup(Catalog catalog)
{
    /// <summary>Copies.</summary>
    /// <returns>How many runs and bytes.</returns>
    /// <exception cref="InvalidOperationException">The folder is not empty.</exception>
    public (int Runs, long Bytes) Write(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new InvalidOperationException($"{folder} is there and not empty: name a new folder.");
        }

        Directory.CreateDirectory(folder);
        var to = Path.Combine(folder, Path.GetFileName(catalog.File));
        // The catalog first: what journals hold beyond it is found again when it is opened.
        catalog.CopyTo(to);
        var bytes = new FileInfo(to).Length;
        var runs = 0;
        foreach (var run in catalog.Runs.Table.Rows.Keys)
        {
            var (from, copy) = (catalog.Folder(run), new RunFolder(Path.Combine(folder, "runs", $"{run}")));
            if (Directory.Exists(from.Path))
            {
                bytes += Copy(from, copy);
                runs++;
            }
        }

        var data = Path.GetDirectoryName(catalog.File)!;
        bytes += CopyFolder(Path.Combine(data, "models"), Path.Combine(folder, "models"));
        var keys = Path.GetFileNameWithoutExtension(catalog.File) + "-keys";
        if (Directory.Exists(Path.Combine(data, keys)) && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path.Combine(folder, keys),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        bytes += CopyFolder(Path.Combine(data, keys), Path.Combine(folder, keys));
        Disk.SyncFolder(folder);
        return (runs, bytes);
    }

    // Checkpoints before the journal: a copied checkpoint must not be ahead of the copied points.
    private static long Copy(RunFolder from, RunFolder to)
    {
        Directory.CreateDirectory(to.Path);
        var bytes = CopyFolder(Path.Combine(from.Path, "checkpoints"), Path.Combine(to.Path, "checkpoints"));
        using (var journal = new RunJournal(from))
        {
            if (journal.Exists)
            {
                bytes += CopyFile(from.Journal, to.Journal, journal.Summary().Bytes);
            }
        }

        bytes += CopyFolder(Path.Combine(from.Path, "images"), Path.Combine(to.Path, "images"));
        bytes += CopyFolder(from.Artifacts, to.Artifacts);
        Disk.SyncFolder(to.Path);
        return bytes;
    }

    private static long CopyFolder(string from, string to)
    {
        if (!Directory.Exists(from))
        {
            return 0;
        }

        var bytes = 0L;
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".part", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            try
            {
                bytes += CopyFile(file, copy, long.MaxValue);
            }
            catch (FileNotFoundException)
            {
                // Replaced by a later one meanwhile.
            }
        }

        Disk.SyncFolder(to);
        return bytes;
    }

    private static long CopyFile(string from, string to, long most)
    {
        using var source = File.OpenHandle(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var target = File.OpenHandle(to, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var buffer = new byte[1 << 20];
        var at = 0L;
        while (at < most && RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(buffer.Length, most - at)), at) is > 0 and var read)
        {
            RandomAccess.Write(target, buffer.AsSpan(0, read), at);
            at += read;
        }

        RandomAccess.FlushToDisk(target);
        return at;
    }
}
