using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Pairs and batches of <see cref="LowLight"/>. A batch's input carries behind y four constant channels from the
/// whole image (<see cref="Exposure"/>): the means of log(y + ε) and the saturation; a patch does not tell how dark
/// its picture is.
/// </summary>
public sealed class LowLightData
{
    private const ulong StepStream = 1UL << 32;
    private const ulong NoiseStream = 1UL << 48;
    private readonly LowLightSettings settings;
    private readonly ulong seed;
    private readonly IReadOnlyList<PairedImage> train;
    private readonly IReadOnlyList<Exposure> exposures;

    /// <summary>
    /// The official training set with all of eval15; else two folds and the third of eval15; without it generated images
    /// and their darkening. Says to the observer which.
    /// </summary>
    public LowLightData(RunContext run, LowLightSettings settings, CancellationToken token)
    {
        (this.settings, seed) = (settings, (ulong)run.Spec.Seed);
        var (all, reported) = DataCatalog.LolTest.Missing(run.DataRoot) is { } missing ? Substitute(run, missing, token) : Published(run, settings, token);
        (train, Validation) = HeldOut.Of(all, settings.ValidationImages);
        exposures = [.. train.Select(pair => new Exposure(pair.Input))];
        Test = reported;
    }

    /// <summary>What is reported on.</summary>
    public IReadOnlyList<PairedImage> Test { get; }

    /// <summary>Held-out training pairs.</summary>
    public IReadOnlyList<PairedImage> Validation { get; }

    /// <summary>Batch t, a function of (seed, t) alone: patches turned, mirrored, and exposed at random.</summary>
    public Batch At(long t, ScalarType dtype, Device device)
    {
        var random = new Philox(seed, StepStream + (ulong)t);
        var (inputs, targets) = (new List<Tensor>(), new List<Image>());
        for (var i = 0; i < settings.BatchSize; i++)
        {
            var index = random.Next(train.Count);
            var pair = train[index];
            var side = Math.Min(settings.PatchSide, Math.Min(pair.Target.Height, pair.Target.Width));
            var (top, left) = (random.Next(pair.Target.Height - side + 1), random.Next(pair.Target.Width - side + 1));
            var way = random.Next(Dihedral.Ways);
            var gain = Math.Pow(settings.ExposureSpread, (2 * random.NextDouble()) - 1);
            inputs.Add(Input(exposures[index], Dihedral.Turn(pair.Input.Crop(top, left, side, side), way), gain, dtype, device));
            targets.Add(Dihedral.Turn(pair.Target.Crop(top, left, side, side), way));
        }

        return new(cat(inputs, 0), ImageTensor.Stack(targets, dtype, device));
    }

    /// <summary>A whole image as a batch.</summary>
    public static Batch Whole(PairedImage pair, ScalarType dtype, Device device) =>
        new(Input(new(pair.Input), pair.Input, 1, dtype, device), ImageTensor.From(pair.Target, dtype, device));

    /// <summary>A part of an image as a batch without a target.</summary>
    public static Batch Part(Image whole, Image part, ScalarType dtype, Device device) => new(Input(new(whole), part, 1, dtype, device));

    // [1, 7, H, W]: gain·y of a part, and of the whole the means of log(gain·y + ε) and its saturation.
    private static Tensor Input(Exposure whole, Image part, double gain, ScalarType dtype, Device device)
    {
        var y = ImageTensor.From(part, dtype, device) * gain;
        var about = tensor([.. whole.MeanLog(gain), whole.Saturation], [1, 4, 1, 1]).to(dtype).to(device);
        return cat([y, about.expand(1, 4, part.Height, part.Width)], 1);
    }

    private static (IReadOnlyList<PairedImage> Train, IReadOnlyList<PairedImage> Test) Substitute(RunContext run, string missing, CancellationToken token)
    {
        run.Observer.OnLog(new(LogSeverity.Warning, 0, $"{missing} This run has generated images and their darkening instead."));
        return (Generated(run, "train", 8, token), Generated(run, "test", 3, token));
    }

    private static (IReadOnlyList<PairedImage> Train, IReadOnlyList<PairedImage> Test) Published(RunContext run, LowLightSettings settings, CancellationToken token)
    {
        var pairs = DataCatalog.LolTest.Pairs(run.DataRoot);
        var official = DataCatalog.LolTrain.Find(run.DataRoot) is not null;
        var (from, to) = official
            ? (DataCatalog.LolTrain.Pairs(run.DataRoot).Load(settings.DamagedImages, token), pairs.Load(settings.DamagedImages, token))
            : (pairs.WithoutFold(settings.Fold, 3).Load(settings.DamagedImages, token), pairs.Fold(settings.Fold, 3).Load(settings.DamagedImages, token));
        if (!official)
        {
            run.Observer.OnLog(new(LogSeverity.Info, 0, $"LOL's training set is absent: trained on two thirds of eval15, reported on fold {settings.Fold} of 3."));
        }

        foreach (var sentence in from.Skipped.Concat(to.Skipped))
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"Left out: {sentence}."));
        }

        run.Observer.OnData(from.Used("train"));
        run.Observer.OnData(to.Used("test"));
        return (from.Pairs, to.Pairs);
    }

    private static IReadOnlyList<PairedImage> Generated(RunContext run, string role, int count, CancellationToken token)
    {
        var clean = ColourImages.Load(run with { DataRoot = "" }, "generated", role, count, token);
        return [.. clean.Images.Select((named, index) => new PairedImage(
            named.Name, new Darkening().Apply(named.Image, new Philox((ulong)run.Spec.Seed, NoiseStream + (ulong)index + (role == "test" ? 1000u : 0))), named.Image))];
    }
}
