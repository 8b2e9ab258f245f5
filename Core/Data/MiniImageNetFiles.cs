using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>
/// Reads mini-ImageNet in its published layout (Ravi and Larochelle, ICLR 2017): <c>train.csv</c>, <c>val.csv</c>, <c>test.csv</c> with
/// a line <c>filename,label</c> for each image, and the images, 84 × 84 or larger, in <c>images/</c>. A part is held in memory
/// as bytes: 0.8 GB for training.
/// </summary>
public static class MiniImageNetFiles
{
    /// <summary>Rows and columns that images are brought to.</summary>
    public const int Side = 84;

    /// <summary>The classes of a part, in ordinal order of their labels.</summary>
    /// <param name="found">Where they lie.</param>
    /// <param name="part"><c>train</c>, <c>val</c> or <c>test</c>.</param>
    /// <param name="token">Stops between two images.</param>
    /// <exception cref="InvalidDataException">A line is not <c>filename,label</c>, or names a file that is not there.</exception>
    /// <exception cref="ImageFileException">An image is damaged; the message names it.</exception>
    public static ImageClasses Load(DataFound found, string part, CancellationToken token)
    {
        var list = Path.Combine(found.Folder, part + ".csv");
        var lines = File.ReadAllLines(list).Select((text, at) => (Text: text.Trim(), Number: at + 1)).Where(line => line.Text != "" && line.Text != "filename,label");
        var classes = new SortedDictionary<string, List<byte[]>>(StringComparer.Ordinal);
        foreach (var (text, number) in lines)
        {
            token.ThrowIfCancellationRequested();
            if (text.Split(',') is not [{ Length: > 0 } name, { Length: > 0 } label])
            {
                throw new InvalidDataException($"{list}, line {number}: \"{text}\" is not filename,label.");
            }

            var file = Path.Combine(found.Folder, "images", name);
            if (!File.Exists(file))
            {
                throw new InvalidDataException($"{list}, line {number}: images/{name} is not there.");
            }

            if (!classes.TryGetValue(label, out var items))
            {
                classes[label] = items = [];
            }

            items.Add(SquareBytes.Of(ImageFile.Load(file), Side, 3, invert: false));
        }

        return classes.Count == 0
            ? throw new InvalidDataException($"{list} lists no image.")
            : new($"{found.Data.Name} {part}", Side, 3, [.. classes.Keys], [.. classes.Values.Select(items => items.ToArray())]);
    }
}
