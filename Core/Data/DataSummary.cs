using System.Globalization;
using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>A data set as it lies below a data folder.</summary>
/// <param name="Data">Which.</param>
/// <param name="State">How much of it is there.</param>
/// <param name="Count">Images, pairs, kernels or files found.</param>
/// <param name="Bytes">Size of all its files.</param>
/// <param name="Folder">Where it was found, relative to the data folder; empty when absent.</param>
/// <param name="Sizes">Width × height of its images in words; empty where there are none.</param>
/// <param name="Damaged">Files that do not begin as an image.</param>
public sealed record DataSummary(KnownData Data, DataState State, int Count, long Bytes, string Folder, string Sizes, IReadOnlyList<string> Damaged)
{
    /// <summary>Looks at the folder, the files' sizes and the images' headers.</summary>
    /// <param name="data">Which.</param>
    /// <param name="root">The data folder.</param>
    /// <param name="token">Stops between two files.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static DataSummary Of(KnownData data, string root, CancellationToken token)
    {
        if (data.Find(root) is not { } found)
        {
            return new(data, DataState.Absent, 0, 0, "", "", []);
        }

        var sizes = new Dictionary<ImageHeader, int>();
        var damaged = new List<string>();
        foreach (var file in data.Kind is DataKind.Images or DataKind.Pairs ? found.Files : [])
        {
            token.ThrowIfCancellationRequested();
            try
            {
                var size = ImageFile.Header(file);
                sizes[size] = sizes.GetValueOrDefault(size) + 1;
            }
            catch (ImageFileException error)
            {
                damaged.Add(error.Message);
            }
        }

        var state = found.Count < data.Expected ? DataState.Partial : DataState.Whole;
        return new(data, state, found.Count, found.Bytes(), Path.GetRelativePath(root, found.Folder), Words(sizes), damaged);
    }

    private static string Words(Dictionary<ImageHeader, int> sizes)
    {
        var ordered = sizes.Keys.OrderBy(size => (long)size.Width * size.Height).ThenBy(size => size.Width).ToList();
        return ordered.Count switch
        {
            0 => "",
            1 => Text(ordered[0]),
            2 => $"{Text(ordered[0])}, {Text(ordered[1])}",
            _ => $"{Text(ordered[0])} … {Text(ordered[^1])}, {ordered.Count.ToString(CultureInfo.InvariantCulture)} sizes",
        };

        static string Text(ImageHeader size) => string.Create(CultureInfo.InvariantCulture, $"{size.Width} × {size.Height}");
    }
}
