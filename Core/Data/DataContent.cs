using System.IO.Compression;

namespace Hodl.Core.Data;

/// <summary>
/// What fingerprints of archives are taken of: not the packed bytes, which differ whenever somebody packs the same files anew, but
/// what is in them, under the name that it has packed or unpacked.
/// </summary>
internal static class DataContent
{
    /// <summary>The files of a set in the order of its fingerprint, with their names in it.</summary>
    public static IEnumerable<(string File, string Name)> Files(DataFound found)
    {
        if (found.Data.Kind != DataKind.Archives)
        {
            return found.Files.Select(file => (file, Path.GetFileName(file)));
        }

        // Folders that stand for an archive have its paths.
        var trees = found.Data.Instead.Select(name => Path.Combine(found.Folder, name) + Path.DirectorySeparatorChar).ToList();
        return found.Files.Select(file => (File: file, Name: trees.Exists(tree => file.StartsWith(tree, StringComparison.Ordinal))
            ? Path.GetRelativePath(found.Folder, file).Replace('\\', '/') : IdxFile.PlainName(file) ?? Path.GetFileName(file)))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
    }

    /// <summary>What is in a file, one after the other.</summary>
    /// <param name="kind">Of its set.</param>
    /// <param name="name">Of the file, in the fingerprint.</param>
    /// <param name="raw">The file, at its beginning.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static IEnumerable<(string Name, Stream Bytes)> Parts(DataKind kind, string name, FileStream raw)
    {
        if (kind == DataKind.Archives && name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            using var zip = new ZipArchive(raw, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/') && !FolderLeftover.Is(entry.FullName))
                .OrderBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                using var bytes = entry.Open();
                yield return (entry.FullName, bytes);
            }
        }
        else if (kind == DataKind.Archives && IdxFile.PlainName(name) is not null)
        {
            using var bytes = IdxFile.Unpack(raw);
            yield return (name, bytes);
        }
        else
        {
            yield return (name, raw);
        }
    }
}
