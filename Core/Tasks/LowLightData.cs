using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Pairs and batches of <see cref="LowLight"/>. A batch's input carries behind y three constant channels, the means over the
/// whole image of log(y + ε): a patch does not tell how dark its picture is.
/// </summary>
public sealed class LowLightData
{
    private const ulong StepStream = 1UL << 32;
    private const ulong NoiseStream = 1UL << 48;
    private readonly LowLightSettings settings;
    private readonly ulong seed;
    private readonly IReadOnlyList<PairedImage> train;

    /// <summary>
    /// The official training set with all of eval15; else two folds and the third of eval15; without it generated images
    /// and their darkening. Says to the observer which.
    /// </summary>
    public LowLightData(RunContext run, LowLightSettings settings, CancellationToken token)
    {
        (this.settings, seed) = (settings, (ulong)run.Spec.Seed);
        if (DataCatalog.LolTest.Missing(run.DataRoot) is { } missing)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"{missing} This run has generated images and their darkening instead."));
            train = Generated(run, "train", 8, token);
            Test = Generated(run, "test", 3, token);
            return;
        }

        var pairs = DataCatalog.LolTest.Pairs(run.DataRoot);
        var official = DataCatalog.LolTrain.Find(run.DataRoot) is not null;
        var (from, to) = official
            ? (DataCatalog.LolTrain.Pairs(run.DataRoot).Load(token: token), pairs.Load(token: token))
            : (pairs.WithoutFold(settings.Fold, 3).Load(token: token), pairs.Fold(settings.Fold, 3).Load(token: token));
        if (!official)
        {
            run.Observer.OnLog(new(LogSeverity.Info, 0, $"LOL's training set is absent: trained on two thirds of eval15, reported on fold {settings.Fold} of 3."));
        }

        run.Observer.OnData(from.Used("train"));
        run.Observer.OnData(to.Used("test"));
        (train, Test) = (from.Pairs, to.Pairs);
    }

    /// <summary>What is reported on.</summary>
    public IReadOnlyList<PairedImage> Test { get; }

    /// <summary>Batch t, a function of (seed, t) alone: patches turned, mirrored, and exposed at random.</summary>
    public Batch At(long t, ScalarType dtype, Device device)
    {
        var random = new Philox(seed, StepStream + (ulong)t);
        var (inputs, targets) = (new List<Tensor>(), new List<Image>());
        for (var i = 0; i < settings.BatchSize; i++)
        {
            var pair = train[random.Next(train.Count)];
            var side = Math.Min(settings.PatchSide, Math.Min(pair.Target.Height, pair.Target.Width));
            var (top, left) = (random.Next(pair.Target.Height - side + 1), random.Next(pair.Target.Width - side + 1));
            var way = random.Next(Dihedral.Ways);
            var gain = Math.Pow(settings.ExposureSpread, (2 * random.NextDouble()) - 1);
            inputs.Add(Input(pair.Input, Dihedral.Turn(pair.Input.Crop(top, left, side, side), way), gain, dtype, device));
            targets.Add(Dihedral.Turn(pair.Target.Crop(top, left, side, side), way));
        }

        return new(cat(inputs, 0), ImageTensor.Stack(targets, dtype, device));
    }

    /// <summary>A whole image as a batch.</summary>
    public static Batch Whole(PairedImage pair, ScalarType dtype, Device device) =>
        new(Input(pair.Input, pair.Input, 1, dtype, device), ImageTensor.From(pair.Target, dtype, device));

    // [1, 6, H, W]: gain·y of a part, and the means of log(gain·y + ε) of the whole.
    private static Tensor Input(Image whole, Image part, double gain, ScalarType dtype, Device device)
    {
        var sums = new double[3];
        for (var i = 0; i < whole.Pixels.Length; i++)
        {
            sums[i % 3] += Math.Log((gain * whole.Pixels[i]) + Retinex.Offset);
        }

        var y = ImageTensor.From(part, dtype, device) * gain;
        var means = tensor(Array.ConvertAll(sums, sum => sum * 3 / whole.Pixels.Length), [1, 3, 1, 1]).to(dtype).to(device);
        return cat([y, means.expand(1, 3, part.Height, part.Width)], 1);
    }

    private static IReadOnlyList<PairedImage> Generated(RunContext run, string role, int count, CancellationToken token)
    {
        var clean = ColourImages.Load(run with { DataRoot = "" }, "generated", role, count, token);
        return [.. clean.Images.Select((named, index) => new PairedImage(
            named.Name, new Darkening().Apply(named.Image, new Philox((ulong)run.Spec.Seed, NoiseStream + (ulong)index + (role == "test" ? 1000u : 0))), named.Image))];
    }
}
