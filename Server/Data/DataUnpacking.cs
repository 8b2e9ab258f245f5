using System.Formats.Tar;
using System.IO.Compression;
using Hodl.Core.Data;

namespace Hodl.Server.Data;

/// <summary>Takes archives apart. Nothing leaves the folder, and what systems leave beside files stays behind.</summary>
internal static class DataUnpacking
{
    /// <summary>Whether a file's name says that it is an archive of several files.</summary>
    public static bool IsArchive(string file) => Ends(file, ".zip", ".tar", ".tar.gz", ".tgz");

    /// <summary>Unpacks an archive.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or leads out of the folder.</exception>
    public static void Unpack(string archive, string folder, CancellationToken token)
    {
        if (Ends(archive, ".zip"))
        {
            using var zip = ZipFile.OpenRead(archive);
            foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/') && !FolderLeftover.Is(entry.FullName)))
            {
                token.ThrowIfCancellationRequested();
                entry.ExtractToFile(Place(folder, entry.FullName));
            }

            return;
        }

        using var file = File.OpenRead(archive);
        using var plain = Ends(archive, ".tar") ? (Stream)file : new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(plain);
        while (tar.GetNextEntry() is { } entry)
        {
            token.ThrowIfCancellationRequested();
            // Links are not data, and lead elsewhere.
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && !FolderLeftover.Is(entry.Name))
            {
                entry.ExtractToFile(Place(folder, entry.Name), overwrite: false);
            }
        }
    }

    private static string Place(string folder, string name)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name} leads out of the archive's folder.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static bool Ends(string file, params string[] endings) => endings.Any(ending => file.EndsWith(ending,
        StringComparison.OrdinalIgnoreCase));
}
