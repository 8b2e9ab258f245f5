using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Test images of the vision tasks: each is restored whole, clipped to [0, 1] and measured against the truth;
/// psnr_rgb, ssim_rgb, psnr_y and ssim_y without a border cut off.
/// </summary>
/// <param name="pairs">Spoilt images with the truth.</param>
/// <param name="restore">A batch of one image ↦ its restored image, [1, 3, H, W].</param>
/// <param name="dtype">Type of the computation.</param>
/// <param name="device">Its place.</param>
public sealed class RestorationTest(
    IReadOnlyList<PairedImage> pairs, Func<Batch, CancellationToken, Tensor> restore, ScalarType dtype, Device device)
{
    private (long Step, List<(Image Output, IReadOnlyDictionary<string, double> Metrics)> Images)? latest;

    /// <summary>The batch of one test image.</summary>
    public Batch BatchOf(PairedImage pair) => new(ImageTensor.From(pair.Input, dtype, device), ImageTensor.From(pair.Target, dtype, device));

    /// <summary>Means of the metrics at outer step t.</summary>
    public void Report(long t, IRunObserver observer, CancellationToken token)
    {
        var measured = Measure(token);
        latest = (t, measured);
        foreach (var name in measured[0].Metrics.Keys)
        {
            observer.OnMetric(name, t, measured.Average(item => item.Metrics[name]));
        }
    }

    /// <summary>The result table — means, and with few images each one's psnr_rgb — and the pictures.</summary>
    /// <param name="step">The last outer step.</param>
    /// <param name="observer">Takes them.</param>
    /// <param name="token">Checked before each image.</param>
    public void Conclude(long step, IRunObserver observer, CancellationToken token)
    {
        var measured = latest is { } kept && kept.Step == step ? kept.Images : Measure(token);
        foreach (var name in measured[0].Metrics.Keys)
        {
            observer.OnResult(Sample.Summarise(name, [.. measured.Select(item => item.Metrics[name])]));
        }

        foreach (var (pair, (output, metrics)) in pairs.Zip(measured))
        {
            observer.OnImage(Picture(pair.Name, "input", pair.Input, ImageQuality.Colour(Clipped(pair.Input), pair.Target)));
            observer.OnImage(Picture(pair.Name, "output", output, metrics) with { Step = step });
            observer.OnImage(Picture(pair.Name, "reference", pair.Target, new Dictionary<string, double>()));
        }
    }

    private List<(Image Output, IReadOnlyDictionary<string, double> Metrics)> Measure(CancellationToken token)
    {
        var result = new List<(Image, IReadOnlyDictionary<string, double>)>();
        foreach (var pair in pairs)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var output = ImageTensor.ToImage(restore(BatchOf(pair), token).clamp(0, 1));
            result.Add((output, ImageQuality.Colour(output, pair.Target)));
        }

        return result;
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
