using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>What CT runs measure and show.</summary>
/// <param name="data">Phantom and projections.</param>
/// <param name="observer">Takes it.</param>
internal sealed class CtReport(CtData data, IRunObserver observer)
{
    private const string Phantom = "shepp-logan";

    /// <summary>The results of every method.</summary>
    public static IReadOnlyList<MetricInfo> Infos { get; } =
    [
        Snr.Info,
        .. ImageQuality.GrayInfos,
        new("snr_fbp_db", "SNR of filtered back-projection", "dB", IsResult: true),
    ];

    /// <summary>Filtered back-projection, the truth, and the projections.</summary>
    public void Sources()
    {
        using var scope = NewDisposeScope();
        var first = ImageTensor.ToImage(data.Backproject(data.Test.Input));
        observer.OnImage(MriPictures.Of(Phantom, "input", first, 0, Quality(first)));
        observer.OnImage(MriPictures.Of(Phantom, "reference", data.Truth));
        var sinogram = data.Test.Input / data.Test.Input.max();
        observer.OnImage(MriPictures.Of("sinogram", "input", ImageTensor.ToImage(sinogram.to(float32))));
    }

    /// <summary>Quality of the test image at an outer step, as points.</summary>
    public void Evaluate(long step, Tensor output)
    {
        foreach (var (name, value) in Quality(ImageTensor.ToImage(output)))
        {
            observer.OnMetric(name, step, value);
        }
    }

    /// <summary>The results and the output.</summary>
    public void Conclude(long step, Tensor output)
    {
        using var scope = NewDisposeScope();
        var image = ImageTensor.ToImage(output);
        var quality = Quality(image);
        observer.OnImage(MriPictures.Of(Phantom, "output", image, step, quality));
        foreach (var (name, value) in quality)
        {
            observer.OnResult(new(name, value));
        }

        observer.OnResult(new("snr_fbp_db", Snr.Of(ImageTensor.ToImage(data.Backproject(data.Test.Input)), data.Truth)));
    }

    private Dictionary<string, double> Quality(Image image)
    {
        var quality = new Dictionary<string, double>(ImageQuality.Gray(image, data.Truth)) { ["snr_db"] = Snr.Of(image, data.Truth) };
        return quality;
    }
}
