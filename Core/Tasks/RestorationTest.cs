using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Test images of the vision tasks: each is restored whole, clipped to [0, 1] and measured against the truth;
/// PSNR and SSIM on RGB and Y on the way, every metric of <see cref="ImageQuality.Full"/> at the end, no border cut off.
/// </summary>
/// <param name="pairs">Degraded images with the truth.</param>
/// <param name="batchOf">A pair as the batch that <paramref name="restore"/> takes.</param>
/// <param name="restore">A batch of one image ↦ its restored image, [1, 3, H, W].</param>
/// <param name="device">Where LPIPS is computed.</param>
public sealed class RestorationTest(
    IReadOnlyList<PairedImage> pairs, Func<PairedImage, Batch> batchOf, Func<Batch, CancellationToken, Tensor> restore, Device device)
{
    /// <summary>Means of PSNR and SSIM at outer step t.</summary>
    public void Report(long t, IRunObserver observer, CancellationToken token)
    {
        IReadOnlyDictionary<string, double>[] measured = [.. pairs.Select(pair => ImageQuality.Colour(Output(pair, token), pair.Target))];
        foreach (var name in measured[0].Keys)
        {
            observer.OnMetric(name, t, measured.Average(item => item[name]));
        }
    }

    /// <summary>The mean PSNR on RGB at outer step t, reported as <c>psnr_rgb_validation</c>: for held-out images.</summary>
    public double Validate(long t, IRunObserver observer, CancellationToken token)
    {
        var mean = pairs.Average(pair => Psnr.Of(Output(pair, token), pair.Target));
        observer.OnMetric(HeldOut.Info.Name, t, mean);
        return mean;
    }

    /// <summary>The result table and the pictures. LPIPS is measured where its weights lie below the data folder.</summary>
    /// <param name="step">The last outer step.</param>
    /// <param name="run">Takes them; knows the data folder.</param>
    /// <param name="token">Checked before each image.</param>
    public void Conclude(long step, RunContext run, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var lpips = LpipsWeights.Of(LpipsBackbone.Squeeze).Find(run.DataRoot) is null ? null : LpipsWeights.Load(run.DataRoot, LpipsBackbone.Squeeze, device);
        var all = new List<IReadOnlyDictionary<string, double>>();
        foreach (var pair in pairs)
        {
            var output = Output(pair, token);
            all.Add(ImageQuality.Full(output, pair.Target, lpips: lpips));
            run.Observer.OnImage(Picture(pair.Name, "input", pair.Input, ImageQuality.Colour(Clipped(pair.Input), pair.Target)));
            run.Observer.OnImage(Picture(pair.Name, "output", output, all[^1]) with { Step = step });
            run.Observer.OnImage(Picture(pair.Name, "reference", pair.Target, new Dictionary<string, double>()));
        }

        foreach (var name in all[0].Keys.Where(name => all.TrueForAll(item => item.ContainsKey(name))))
        {
            run.Observer.OnResult(Sample.Summarise(name, [.. all.Select(item => item[name])]));
        }
    }

    private Image Output(PairedImage pair, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        return ImageTensor.ToImage(restore(batchOf(pair), token).clamp(0, 1));
    }

    private static Image Clipped(Image image) =>
        new(image.Height, image.Width, image.Channels, Array.ConvertAll(image.Pixels, value => Math.Clamp(value, 0f, 1f)));

    private static RunImage Picture(string name, string role, Image image, IReadOnlyDictionary<string, double> metrics) => new()
    {
        Name = name,
        Role = role,
        Height = image.Height,
        Width = image.Width,
        Channels = image.Channels,
        Pixels = image.Pixels,
        Metrics = metrics,
    };
}
