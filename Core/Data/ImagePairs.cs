
namespace Hodl.Core.Data;

/// <summary>Images and their references: two files, or the images of two folders that have the same name, whatever their endings.</summary>
/// <param name="Pairs">In ordinal order of their names.</param>
/// <param name="OnlyImages">Names without a reference.</param>
/// <param name="OnlyReferences">Names of references without an image.</param>
public sealed record ImagePairs(IReadOnlyList<ImagePair> Pairs, IReadOnlyList<string> OnlyImages, IReadOnlyList<string> OnlyReferences)
{
    /// <summary>Matches two files, or two folders.</summary>
    /// <param name="image">What is judged.</param>
    /// <param name="reference">The truth.</param>
    /// <exception cref="FileNotFoundException">One is not there, or one is a file and the other a folder.</exception>
    /// <exception cref="InvalidDataException">A folder holds no image, or two of a name.</exception>
    public static ImagePairs Of(string image, string reference)
    {
        if (File.Exists(image) && File.Exists(reference))
        {
            return new([new(Path.GetFileName(image), image, reference)], [], []);
        }

        if (!Directory.Exists(image) || !Directory.Exists(reference))
        {
            throw new FileNotFoundException(Path.Exists(image) && Path.Exists(reference)
                ? $"{image} and {reference}: allowed are two files or two folders."
                : $"{(Path.Exists(image) ? reference : image)} is not there.");
        }

        var (judged, truths) = (ByName(image), ByName(reference));
        return new([.. judged.Where(file => truths.ContainsKey(file.Key)).Select(file => new ImagePair(file.Key, file.Value, truths[file.Key]))],
            [.. judged.Keys.Except(truths.Keys)], [.. truths.Keys.Except(judged.Keys)]);
    }

    private static SortedDictionary<string, string> ByName(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in ImageFolder.List(folder).Files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (!files.TryAdd(name, file))
            {
                throw new InvalidDataException($"{folder} holds {Path.GetFileName(files[name])} and {Path.GetFileName(file)}: allowed is one image of a name.");
            }
        }

        return files;
    }
}
