using Hodl.Core.Imaging;
using Hodl.Core.Random;

namespace Hodl.Core.Data;

/// <summary>Image files, or a part of a folder's, before anything is read.</summary>
/// <param name="Name">Data set and part.</param>
/// <param name="Files">Paths in a fixed order.</param>
public sealed record ImageFiles(string Name, IReadOnlyList<string> Files)
{
    /// <summary>The items at positions first … last, counted from 1.</summary>
    public ImageFiles Between(int first, int last) =>
        new($"{Name} {first}–{last}", [.. Files.Skip(first - 1).Take(last - first + 1)]);

    /// <summary>Reads all images whole. The fingerprint is SHA-256 over, for each, its file name in UTF-8, a zero byte, and its bytes.</summary>
    /// <param name="damaged">What happens to a file that cannot be read.</param>
    /// <param name="token">Stops between two files.</param>
    /// <exception cref="ImageFileException">A file is damaged, and <paramref name="damaged"/> says refuse; the message names it.</exception>
    /// <exception cref="InvalidDataException">No image remains.</exception>
    public ImageSet Load(DamagedFiles damaged = DamagedFiles.Refuse, CancellationToken token = default)
    {
        using var reading = new FileReading(damaged);
        var images = new List<NamedImage>();
        foreach (var file in Files)
        {
            token.ThrowIfCancellationRequested();
            if (reading.Decode(file) is { } image)
            {
                images.Add(new NamedImage(Path.GetFileNameWithoutExtension(file), image));
            }
        }

        return Finish(images, reading);
    }

    /// <summary>
    /// Draws patches, the same number from each image (the first ones give one more where it does not divide), decoding
    /// each file once: what stays in memory does not grow with the data set. Images smaller than a patch are passed over.
    /// </summary>
    /// <param name="count">Patches in all.</param>
    /// <param name="size">Rows and columns of a patch.</param>
    /// <param name="random">Two draws a patch.</param>
    /// <param name="damaged">As in <see cref="Load"/>.</param>
    /// <param name="token">Stops between two files.</param>
    /// <exception cref="ImageFileException">As in <see cref="Load"/>.</exception>
    /// <exception cref="InvalidDataException">No image is as large as a patch.</exception>
    public ImageSet LoadPatches(int count, int size, Philox random, DamagedFiles damaged = DamagedFiles.Refuse, CancellationToken token = default)
    {
        using var reading = new FileReading(damaged);
        var patches = new List<NamedImage>();
        for (var i = 0; i < Files.Count; i++)
        {
            token.ThrowIfCancellationRequested();
            var share = (count / Files.Count) + (i < count % Files.Count ? 1 : 0);
            if (share == 0 || reading.Decode(Files[i]) is not { } image || image.Height < size || image.Width < size)
            {
                continue;
            }

            for (var n = 0; n < share; n++)
            {
                var (top, left) = (random.Next(image.Height - size + 1), random.Next(image.Width - size + 1));
                patches.Add(new NamedImage($"{Path.GetFileNameWithoutExtension(Files[i])}@{top},{left}", image.Crop(top, left, size, size)));
            }
        }

        return Finish(patches, reading);
    }

    private ImageSet Finish(List<NamedImage> images, FileReading reading) => images.Count == 0
        ? throw new InvalidDataException($"{Name} holds no image that can be used.")
        : new ImageSet(Name, reading.Sha256(), images) { Skipped = reading.Skipped };
}
