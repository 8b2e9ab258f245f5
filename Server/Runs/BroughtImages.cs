using Hodl.Core.Data;
using Hodl.Core.Imaging;
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

    private const int MostRuns = 100, LeastSide = 11;
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
    public int Take(long run, IReadOnlyList<ImportedImage> images)
    {
        using var metrics = new FullReferenceMetrics(options.DataRoot);
        var taken = 0;
        // References first: what comes after them is measured once.
        foreach (var (image, place) in images.Select(image => (Image: image, Place: ImagePlace.Of(image.Path))).OrderByDescending(image =>
            image.Place?.Role == "reference"))
        {
            if (place is not null && image.Bytes <= MostBytes && Bytes(image) is { } bytes
                && Take(run, place with { Step = image.Step ?? place.Step }, bytes, metrics))
            {
                taken++;
            }
        }

        return taken;
    }

    private static byte[]? Bytes(ImportedImage image)
    {
        try
        {
            return image.Read();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The outputs of a run with the references that they are measured against, each at its last step.</summary>
    public IReadOnlyList<ImageMatch> Matches(long run)
    {
        var (there, matching) = (store.Images(run), store.Matching(run));
        return [.. there.Where(image => image is { Role: "output", Inner: 0 }).GroupBy(image => image.File).Select(same => same.MaxBy(image =>
            image.Step)!).Select(image => Match(run, there, matching, image))];
    }

    /// <summary>Says how a run's images find their references, and measures all of them again.</summary>
    /// <returns>False when it is not one that is computed elsewhere.</returns>
    /// <exception cref="IOException">Nothing can be kept.</exception>
    public bool Match(long run, string pattern, long from)
    {
        using var metrics = new FullReferenceMetrics(options.DataRoot);
        lock (_turn)
        {
            var before = store.Images(run).Where(image => image.Role == "output").SelectMany(image => image.Metrics.Keys).Distinct().ToList();
            var old = store.Matching(run);
            // What was borrowed and is still needed is borrowed again.
            var matching = new ImageMatching(pattern, from) { Borrowed = [.. old.Borrowed.Select(one => one with { Run = 0 })] };
            if (!store.LogImages(run, new RunBatch(), matching))
            {
                return false;
            }

            foreach (var output in store.Images(run).Where(image => image.Role == "output"))
            {
                if (Read(run, output) is not { } image)
                {
                    continue;
                }

                var batch = new RunBatch();
                var reference = Reference(run, store.Images(run), matching, output.Name, image);
                var next = reference is { Run: not 0 } found ? Borrow(batch, matching, output.Name, found) : matching;
                var measured = reference is { } truth ? metrics.Of(image, truth.Image) : _none;
                if (measured.Count != output.Metrics.Count || measured.Any(one => !output.Metrics.TryGetValue(one.Key, out var value) || !value.Equals(one.Value)))
                {
                    Add(batch, new ImagePlace(output.File, output.Role, output.Step), image, measured);
                }

                store.LogImages(run, batch, ReferenceEquals(next, matching) ? null : next);
                matching = next;
            }

            Summarize(run, before);
        }

        changes.Raise([run]);
        return true;
    }

    private ImageMatch Match(long run, IReadOnlyList<StoredImage> there, ImageMatching matching, StoredImage image)
    {
        var size = (image.Height, image.Width, image.Channels);
        var reference = there.FirstOrDefault(other => other.Role == "reference" && other.Name == image.Name);
        if (reference is not null && (reference.Height, reference.Width, reference.Channels) == size && image.Metrics.Count > 0)
        {
            return new(image.File, image.Name, matching.Borrowed.FirstOrDefault(one => one.Name == image.Name)?.Run ?? 0, "");
        }

        var other = reference is not null ? (Run: run, Image: reference) : Candidates(run, matching, image.Name).FirstOrDefault();
        var reason = Math.Min(image.Height, image.Width) < LeastSide ? $"{Size(image)}: at least {LeastSide} pixels a side are measured"
            : other.Image is { } found ? $"it has {Size(image)}, the reference of run {other.Run} {Size(found)}"
            : $"{(matching.From > 0 ? $"run {matching.From}" : "no run")} has {(matching.From > 0 ? "no" : "a")} reference of that name";
        return new(image.File, image.Name, null, matching.Fits(image.File) ? reason : $"it does not fit {matching.Pattern}, and {reason}");
    }

    private static string Size(StoredImage image) => $"{image.Width} × {image.Height} pixels, {(image.Channels == 1 ? "gray" : "RGB")}";

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
        var (there, before) = (store.Images(run), store.Matching(run));
        var (batch, matching) = (new RunBatch(), before);
        if (place.Role == "reference")
        {
            Add(batch, place, image, _none);
            if (before.Borrowed.Any(one => one.Name == place.Name))
            {
                matching = before with { Borrowed = [.. before.Borrowed.Where(one => one.Name != place.Name)] };
            }

            // Outputs may have come before it.
            foreach (var output in there.Where(other => other.Role == "output" && other.Name == place.Name))
            {
                Again(batch, run, output, image, metrics);
            }
        }
        else
        {
            var name = matching.Name(place.Name);
            var reference = Reference(run, there, matching, name, image);
            if (reference is { Run: not 0 } found)
            {
                matching = Borrow(batch, matching, name, found);
            }

            Add(batch, place, image, place.Role == "output" && reference is { } truth ? metrics.Of(image, truth.Image) : _none);
        }

        if (!store.LogImages(run, batch, ReferenceEquals(matching, before) ? null : matching))
        {
            return false;
        }

        Summarize(run, []);
        return true;
    }

    private static ImageMatching Borrow(RunBatch batch, ImageMatching matching, string name, (Image Image, long Run) found)
    {
        if (matching.Borrowed.Contains(new(name, found.Run)))
        {
            return matching;
        }

        Add(batch, new ImagePlace(name, "reference", 0), found.Image, _none);
        return matching with { Borrowed = [.. matching.Borrowed.Where(one => one.Name != name), new(name, found.Run)] };
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
            Add(batch, new ImagePlace(output.File, output.Role, output.Step), image, metrics.Of(image, reference));
        }
    }

    // The run's own (0); else of the run that was chosen; else the latest of a run with a reference of that name and size, of the same
    // task where there is one.
    private (Image Image, long Run)? Reference(long run, IReadOnlyList<StoredImage> there, ImageMatching matching, string name, Image image)
    {
        var borrowed = matching.Borrowed.FirstOrDefault(one => one.Name == name)?.Run;
        if (there.FirstOrDefault(other => other.Role == "reference" && other.Name == name) is { } own
            && (borrowed is null || matching.From == 0 || matching.From == borrowed) && Read(run, own) is { } truth)
        {
            if (Fits(image, truth))
            {
                return (truth, borrowed ?? 0);
            }

            if (borrowed is null)
            {
                return null;
            }
        }

        foreach (var (other, found) in Candidates(run, matching, name))
        {
            if ((found.Height, found.Width, found.Channels) == (image.Height, image.Width, image.Channels) && Read(other, found) is { } theirs
                && Fits(image, theirs))
            {
                return (theirs, other);
            }
        }

        return null;
    }

    private IEnumerable<(long Run, StoredImage Image)> Candidates(long run, ImageMatching matching, string name)
    {
        var task = store.Find(run)?.Task;
        var others = matching.From > 0 ? [matching.From] : store.WithImages().Where(other => other != run).Take(MostRuns).ToList();
        return others.OrderByDescending(other => store.Find(other)?.Task == task).SelectMany(other => store.Images(other)
            .Where(one => one.Role == "reference" && one.Name == name).Take(1).Select(one => (other, one)));
    }

    private Image? Read(long run, StoredImage image) => store.ImageFile(run, image.Id) is { } file ? ImageFile.Decode(file.Png, image.Name)
        : null;

    private static bool Fits(Image a, Image b) => (a.Height, a.Width, a.Channels) == (b.Height, b.Width, b.Channels) && Math.Min(a.Height,
        a.Width) >= LeastSide;

    // The means over the pictures, each at its last step. A metric that no picture has any more is no number any more.
    private void Summarize(long run, IEnumerable<string> before)
    {
        var outputs = store.Images(run).Where(image => image is { Role: "output", Inner: 0 }).GroupBy(image => image.Name).Select(same =>
            same.MaxBy(image => image.Step)!).ToList();
        var names = outputs.SelectMany(image => image.Metrics.Keys).Distinct().ToList();
        List<RunResult> results = [.. names.Select(name => Sample.Summarise(name, [.. outputs.Where(image => image.Metrics.ContainsKey(name))
            .Select(image => image.Metrics[name])])), .. before.Except(names).Select(name => new RunResult(name, double.NaN, null, 0))];
        if (results.Count > 0 && !logged.LogMeasured(run, outputs.Max(image => image.Step), results))
        {
            store.AddResults(run, results);
        }
    }
}
