using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>The images that lie in a folder (not in folders below it).</summary>
public static class ImageFolder
{
    /// <summary>Endings of the files that are taken for images.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".gif", ".bmp", ".pbm", ".pgm",
        ".ppm", ".pnm"];

    /// <summary>Whether a file's name says that it is an image.</summary>
    public static bool IsImage(string file) => !FolderLeftover.Is(Path.GetFileName(file)) && Endings.Contains(Path.GetExtension(file),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The images in ordinal order of their file names; other files are passed over.</summary>
    /// <param name="folder">Any folder.</param>
    /// <param name="name">As the run records it; null: the folder's name.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder holds no image.</exception>
    public static ImageFiles List(string folder, string? name = null)
    {
        var files = Directory.GetFiles(folder).Where(IsImage).OrderBy(Path.GetFileName, StringComparer.Ordinal).ToList();
        return files.Count == 0
            ? throw new InvalidDataException($"{folder} holds no image ({string.Join(", ", Endings)}).")
            : new ImageFiles(name ?? new DirectoryInfo(folder).Name, files);
    }

    /// <summary>
    /// Reads all images in ordinal order of their file names. The fingerprint is SHA-256 over, for each file, its name in
    /// UTF-8, a zero byte, and its bytes.
    /// </summary>
    /// <param name="folder">Any folder; other files in it are passed over.</param>
    /// <param name="token">Stops between two files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder holds no image.</exception>
    /// <exception cref="ImageFileException">A file is damaged; the message names it.</exception>
    public static ImageSet Load(string folder, CancellationToken token = default) => List(folder).Load(DamagedFiles.Refuse, token);
}
