using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Gray images of a known data set for a run, with generated ones where it is absent.</summary>
internal static class GrayImages
{
    /// <summary>The image of the set whose sides are these; tells the observer what was used.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">The set.</param>
    /// <param name="side">Rows and columns.</param>
    /// <param name="token">Stops between two files.</param>
    /// <exception cref="InvalidDataException">The set is there but holds no image of that size.</exception>
    public static NamedImage One(RunContext run, KnownData data, int side, CancellationToken token)
    {
        if (data.Find(run.DataRoot) is null)
        {
            var drawn = PiecewiseSmooth.Generate(1, side, (ulong)run.Spec.Seed, token);
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"The data set {data.Name} is absent below the data folder; the test image is a generated one."));
            run.Observer.OnData(drawn.Used("test"));
            return drawn.Images[0];
        }

        var set = run.Once(data.Id, () => data.Images(run.DataRoot).Load(run.Spec.Settings.DamagedImages, token));
        foreach (var skipped in set.Skipped)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, skipped));
        }

        run.Observer.OnData(set.Used("test"));
        var found = set.Images.FirstOrDefault(named => named.Image.Height == side && named.Image.Width == side)
            ?? throw new InvalidDataException($"{data.Name} holds no image of {side} × {side}.");
        return found with { Image = Luma.Gray(found.Image) };
    }

    /// <summary>Training patches, the same number from every image of the set.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">The set.</param>
    /// <param name="count">Patches.</param>
    /// <param name="side">Rows and columns of a patch.</param>
    /// <param name="random">Where they lie.</param>
    /// <param name="token">Stops between two files.</param>
    public static IReadOnlyList<Image> Patches(RunContext run, KnownData data, int count, int side, Philox random, CancellationToken token)
    {
        if (data.Find(run.DataRoot) is null)
        {
            var drawn = PiecewiseSmooth.Generate(count, Math.Max(16, side), (ulong)run.Spec.Seed + 1, token);
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"The data set {data.Name} is absent below the data folder; the training patches are generated ones."));
            run.Observer.OnData(drawn.Used("train"));
            return [.. drawn.Images.Select(named => named.Image.Crop(0, 0, side, side))];
        }

        var set = data.Images(run.DataRoot).LoadPatches(count, side, random, run.Spec.Settings.DamagedImages, token);
        run.Observer.OnData(set.Used("train"));
        return [.. set.Images.Select(named => Luma.Gray(named.Image))];
    }
}
