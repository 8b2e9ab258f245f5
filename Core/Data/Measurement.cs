using Hodl.Core.Imaging;
using Hodl.Core.Metrics;

namespace Hodl.Core.Data;

/// <summary>Every metric of image files against their references.</summary>
/// <param name="Border">Pixels that were cut off on every side first.</param>
/// <param name="Files">In the order of the pairs.</param>
public sealed record Measurement(int Border, IReadOnlyList<MeasuredPair> Files)
{
    /// <summary>The widest border that may be cut off.</summary>
    public const int MostBorder = 9999;

    private static readonly IReadOnlyDictionary<string, double> _none = new Dictionary<string, double>();

    /// <summary>The pairs that were measured.</summary>
    public IReadOnlyList<MeasuredPair> Measured { get; } = [.. Files.Where(file => file.Failure == "")];

    /// <summary>The pairs that could not be.</summary>
    public IReadOnlyList<MeasuredPair> Failed { get; } = [.. Files.Where(file => file.Failure != "")];

    /// <summary>The mean of each metric, in the order in which they are stated.</summary>
    public IReadOnlyList<MetricMean> Means { get; } = [.. Files.SelectMany(file => file.Values.Keys).Distinct().Select(name => new MetricMean(
        name, Files.Count(file => file.Values.ContainsKey(name)), Files.Where(file => file.Values.ContainsKey(name)).Average(file => file.Values[name])))];

    /// <summary>Measures pairs one after another. One that cannot be measured hides none of the others.</summary>
    /// <param name="pairs">The files.</param>
    /// <param name="border">Pixels cut off on every side first; then each metric's name ends in <c>_cropN</c>.</param>
    /// <param name="root">The data folder, where the weights of LPIPS lie.</param>
    /// <param name="mostPixels">Pixels of the largest image that is taken.</param>
    /// <param name="progress">Told after each pair how many are done.</param>
    /// <param name="token">Stops between two pairs.</param>
    public static Measurement Of(IReadOnlyList<ImagePair> pairs, int border, string root, long mostPixels, IProgress<int>? progress,
        CancellationToken token)
    {
        using var metrics = new FullReferenceMetrics(root);
        var files = new List<MeasuredPair>();
        foreach (var pair in pairs)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                files.Add(new(pair.Name, metrics.Of(Read(pair.Image, mostPixels), Read(pair.Reference, mostPixels), border)));
            }
            catch (Exception refusal) when (refusal is ImageFileException or ArgumentException or InvalidDataException or IOException)
            {
                files.Add(new(pair.Name, _none, refusal.Message));
            }

            progress?.Report(files.Count);
        }

        return new(border, files);
    }

    // Named by its folder, which tells an image from its reference.
    private static Image Read(string path, long mostPixels)
    {
        var name = $"{Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))}/{Path.GetFileName(path)}";
        var bytes = File.ReadAllBytes(path);
        var (height, width) = ImageFile.Size(bytes, name);
        return (long)height * width > mostPixels
            ? throw new ImageFileException(name, $"it has {width} × {height} pixels, allowed are {mostPixels}")
            : ImageFile.Decode(bytes, name);
    }
}
