using System.IO.Compression;
using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>
/// Reads Omniglot: <c>…/alphabet/character/drawing.png</c>, in a zip archive or as folders, 105 × 105 as published or 28 × 28
/// as it is usually shrunk to. Ink becomes 1 on 0.
/// </summary>
public static class OmniglotFiles
{
    /// <summary>Rows and columns that images are brought to.</summary>
    public const int Side = 28;

    /// <summary>All characters, in ordinal order of alphabet and name.</summary>
    /// <param name="found">Where they lie.</param>
    /// <param name="token">Stops between two characters.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, or holds no character.</exception>
    /// <exception cref="ImageFileException">A drawing is damaged; the message names it.</exception>
    public static ImageClasses Load(DataFound found, CancellationToken token)
    {
        if (found.Files is not [var archive] || !archive.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return Load(found.Data.Name, found.Files.Select(file => (file.Replace('\\', '/'), (Func<byte[]>)(() => File.ReadAllBytes(file)))), token);
        }

        try
        {
            using var zip = ZipFile.OpenRead(archive);
            return Load(found.Data.Name, zip.Entries.Where(entry => !FolderLeftover.Is(entry.FullName)).Select(entry => (entry.FullName,
                (Func<byte[]>)(() => Bytes(entry)))), token);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{archive}: {error.Message}", error);
        }
    }

    private static ImageClasses Load(string name, IEnumerable<(string Path, Func<byte[]> Read)> files, CancellationToken token)
    {
        var characters = files.Where(file => file.Path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && file.Path.Split('/').Length >= 3)
            .GroupBy(file => string.Join('/', file.Path.Split('/')[^3..^1])).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (characters.Count == 0)
        {
            throw new InvalidDataException("It holds no alphabet/character/drawing.png.");
        }

        var items = new List<byte[][]>(characters.Count);
        foreach (var character in characters)
        {
            token.ThrowIfCancellationRequested();
            items.Add([.. character.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => Drawing(file.Read(), file.Path))]);
        }

        return new(name, Side, 1, [.. characters.Select(character => character.Key)], items);
    }

    private static byte[] Drawing(byte[] png, string path) => SquareBytes.Of(SmallPng.Decode(png) ?? ImageFile.Decode(png, path), Side, 1, invert: true);

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
