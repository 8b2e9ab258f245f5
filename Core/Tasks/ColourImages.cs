using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>RGB images for a run's role, with generated ones where the folder is absent, and pairs as batches.</summary>
public static class ColourImages
{
    private const int Side = 96;

    /// <summary>Reads the RGB images of a folder; gray ones get three equal channels. Tells the observer what was used.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">Folder below the data folder, or a full path.</param>
    /// <param name="role"><c>train</c>, <c>validation</c> or <c>test</c>.</param>
    /// <param name="generated">How many to generate where there is no folder.</param>
    /// <param name="token">Stops between two images.</param>
    public static ImageSet Load(RunContext run, string name, string role, int generated, CancellationToken token)
    {
        var folder = DataRoot.Find(run.DataRoot, name);
        var set = folder is null
            ? PiecewiseSmooth.Generate(generated, Side, (ulong)run.Spec.Seed + (role == "test" ? 2u : 1u), token)
            : run.Once(folder, () => ImageFolder.List(folder).Load(run.Spec.Settings.DamagedImages, token));
        if (folder is null)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"There is no folder {name} below the data folder; the {role} images are generated ones."));
        }

        foreach (var skipped in set.Skipped)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, skipped));
        }

        run.Observer.OnData(set.Used(role));
        return set with
        {
            Images = folder is null
                ? [.. set.Images.Select((named, i) => named with { Image = Tinted(named.Image, set.Images[(i + 1) % set.Images.Count].Image) })]
                : [.. set.Images.Select(named => named with { Image = Colour(named.Image) })],
        };
    }

    /// <summary>A pair as a batch of one.</summary>
    public static Batch Batch(PairedImage pair, ScalarType dtype, Device device) =>
        new(ImageTensor.From(pair.Input, dtype, device), ImageTensor.From(pair.Target, dtype, device));

    /// <summary>Three equal channels from one; RGB passes.</summary>
    public static Image Colour(Image image) => image.Channels == 3
        ? image
        : new(image.Height, image.Width, 3, [.. image.Pixels.SelectMany(value => (float[])[value, value, value])]);

    // Brightness of the first, hue from the second.
    private static Image Tinted(Image light, Image hue) => new(light.Height, light.Width, 3,
    [
        .. light.Pixels.Zip(hue.Pixels).SelectMany(pair => (float[])
        [
            pair.First * (0.5f + (0.5f * pair.Second)), pair.First * (1 - (0.3f * pair.Second)), pair.First * (1 - (0.5f * pair.Second)),
        ]),
    ]);
}
