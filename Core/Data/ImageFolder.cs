using System.Security.Cryptography;
using System.Text;
using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>The images that lie in a folder (not in folders below it).</summary>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".gif", ".pgm", ".ppm"];

    /// <summary>
    /// Reads all images in ordinal order of their file names. The fingerprint is SHA-256 over, for each file, its name in
    /// UTF-8, a zero byte, and its bytes.
    /// </summary>
    /// <param name="folder">Any folder; other files in it are passed over.</param>
    /// <param name="token">Stops between two files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder holds no image.</exception>
    /// <exception cref="ImageFileException">A file is damaged; the message names it.</exception>
    public static ImageSet Load(string folder, CancellationToken token = default)
    {
        var files = Directory.GetFiles(folder)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .OrderBy(Path.GetFileName, StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            throw new InvalidDataException($"{folder} holds no image ({string.Join(", ", Extensions)}).");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var images = new List<NamedImage>();
        foreach (var file in files)
        {
            token.ThrowIfCancellationRequested();
            var bytes = File.ReadAllBytes(file);
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + '\0'));
            hash.AppendData(bytes);
            images.Add(new NamedImage(Path.GetFileNameWithoutExtension(file), ImageFile.Decode(bytes, file)));
        }

        return new ImageSet(new DirectoryInfo(folder).Name, Convert.ToHexStringLower(hash.GetHashAndReset()), images);
    }
}
