using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>
/// Images of runs that are computed elsewhere: kept as the images of our own runs are, matched to references by name, measured by the
/// same metrics. The means over a run's outputs stand among its results. One at a time.
/// </summary>
/// <param name="store">Keeps them.</param>
/// <param name="logged">Knows which runs MLflow's clients log.</param>
/// <param name="options">Where the weights of LPIPS lie.</param>
/// <param name="changes">Told of what is seen at once.</param>
public sealed class BroughtImages(RunStore store, MlflowStore logged, RunOptions options, RunChanges changes)
{
    /// <summary>The largest file that is taken for an image to be shown.</summary>
    public const int MostBytes = 64 << 20;

    private const int MostRuns = 100;
    private static readonly IReadOnlyDictionary<string, double> _none = new Dictionary<string, double>();
    private readonly Lock _turn = new();

    /// <summary>Takes an image.</summary>
    /// <param name="run">The run.</param>
    /// <param name="place">Where it belongs.</param>
    /// <param name="file">The image file.</param>
    /// <returns>False when it is no image that can be read, or the run is not one that is computed elsewhere.</returns>
    public bool Take(long run, ImagePlace place, ReadOnlySpan<byte> file)
    {
        using var metrics = new FullReferenceMetrics(options.DataRoot);
        return Take(run, place, file, metrics);
    }

    /// <summary>Takes the images of an imported run.</summary>
    /// <returns>How many could be taken.</returns>
    public int Take(long run, IReadOnlyList<(string File, string Path)> images)
    {
        using var metrics = new FullReferenceMetrics(options.DataRoot);
        var taken = 0;
        // References first: what comes after them is measured once.
        foreach (var (file, place) in images.Select(image => (image.File, Place: ImagePlace.Of(image.Path))).OrderByDescending(image =>
            image.Place?.Role == "reference"))
        {
            if (place is not null && new FileInfo(file).Length <= MostBytes && Take(run, place, File.ReadAllBytes(file), metrics))
            {
                taken++;
            }
        }

        return taken;
    }

    private bool Take(long run, ImagePlace place, ReadOnlySpan<byte> file, FullReferenceMetrics metrics)
    {
        try
        {
            var (height, width) = ImageFile.Size(file, place.Name);
            if ((long)height * width > Restorations.MostPixels)
            {
                return false;
            }

            var image = ImageFile.Decode(file, place.Name);
            lock (_turn)
            {
                if (store.Find(run) is not { External: true, Deleted: false } || !Keep(run, place, image, metrics))
                {
                    return false;
                }
            }
        }
        catch (Exception exception) when (exception is ImageFileException or InvalidDataException or IOException)
        {
            // No image, damaged weights, a full disk: the file that the program left is kept all the same.
            return false;
        }

        changes.Raise([run]);
        return true;
    }

    private bool Keep(long run, ImagePlace place, Image image, FullReferenceMetrics metrics)
    {
        var there = store.Images(run);
        var batch = new RunBatch();
        if (place.Role == "reference")
        {
            Add(batch, place, image, _none);
            // Outputs may have come before it.
            foreach (var output in there.Where(other => other.Role == "output" && other.Name == place.Name))
            {
                Again(batch, run, output, image, metrics);
            }
        }
        else
        {
            var reference = Reference(run, there, place.Name, image);
            if (reference is { Own: false } found)
            {
                Add(batch, new ImagePlace(place.Name, "reference", 0), found.Image, _none);
            }

            Add(batch, place, image, place.Role == "output" && reference is { } truth ? metrics.Of(image, truth.Image) : _none);
        }

        if (!store.LogImages(run, batch))
        {
            return false;
        }

        Summarize(run);
        return true;
    }

    private static void Add(RunBatch batch, ImagePlace place, Image image, IReadOnlyDictionary<string, double> quality)
    {
        var png = ImageFile.EncodePng(image);
        batch.Images.Add((new RunImage
        {
            Name = place.Name,
            Role = place.Role,
            Step = place.Role == "output" ? place.Step : 0,
            Height = image.Height,
            Width = image.Width,
            Channels = image.Channels,
            Pixels = image.Pixels,
            Metrics = quality,
        }, png));
        batch.Weigh(png.Length);
    }

    private void Again(RunBatch batch, long run, StoredImage output, Image reference, FullReferenceMetrics metrics)
    {
        if (store.ImageFile(run, output.Id) is { } file && ImageFile.Decode(file.Png, output.Name) is var image && Fits(image, reference))
        {
            Add(batch, new ImagePlace(output.Name, output.Role, output.Step), image, metrics.Of(image, reference));
        }
    }

    // The run's own; else the latest of a run with a reference of that name and size, of the same task where there is one.
    private (Image Image, bool Own)? Reference(long run, IReadOnlyList<StoredImage> there, string name, Image image)
    {
        if (there.FirstOrDefault(other => other.Role == "reference" && other.Name == name) is { } own)
        {
            return Read(run, own) is { } truth && Fits(image, truth) ? (truth, true) : null;
        }

        var task = store.Find(run)?.Task;
        var others = store.WithImages().Where(other => other != run).Take(MostRuns).ToList();
        foreach (var other in others.OrderByDescending(other => store.Find(other)?.Task == task))
        {
            if (store.Images(other).FirstOrDefault(one => one.Role == "reference" && one.Name == name && (one.Height, one.Width,
                one.Channels) == (image.Height, image.Width, image.Channels)) is { } found
                && Read(other, found) is { } truth)
            {
                return (truth, false);
            }
        }

        return null;
    }

    private Image? Read(long run, StoredImage image) => store.ImageFile(run, image.Id) is { } file ? ImageFile.Decode(file.Png, image.Name)
        : null;

    private static bool Fits(Image a, Image b) => (a.Height, a.Width, a.Channels) == (b.Height, b.Width, b.Channels) && Math.Min(a.Height,
        a.Width) >= 11;

    // The means over the pictures, each at its last step.
    private void Summarize(long run)
    {
        var outputs = store.Images(run).Where(image => image is { Role: "output", Inner: 0 }).GroupBy(image => image.Name).Select(same =>
            same.MaxBy(image => image.Step)!).ToList();
        var names = outputs.SelectMany(image => image.Metrics.Keys).Distinct().ToList();
        if (names.Count > 0)
        {
            var results = names.ConvertAll(name => Sample.Summarise(name, [.. outputs.Where(image => image.Metrics.ContainsKey(name))
                .Select(image => image.Metrics[name])]));
            if (!logged.LogMeasured(run, outputs.Max(image => image.Step), results))
            {
                store.AddResults(run, results);
            }
        }
    }
}
