using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Reconstructions and sampling masks as images of a run.</summary>
internal static class MriPictures
{
    /// <summary><c>snr_db</c>, (3.2), and <c>psnr_gray</c> of an image against the truth, as they are, nothing cut to [0, 1].</summary>
    public static Dictionary<string, double> Quality(Image image, Image truth) =>
        new() { ["snr_db"] = Snr.Of(image, truth), ["psnr_gray"] = ImageQuality.Gray(image, truth)["psnr_gray"] };

    /// <summary>An image of the run.</summary>
    public static RunImage Of(string name, string role, Image image, long step = 0, IReadOnlyDictionary<string, double>? metrics = null) => new()
    {
        Name = name,
        Role = role,
        Step = step,
        Height = image.Height,
        Width = image.Width,
        Channels = 1,
        Pixels = image.Pixels,
        Metrics = metrics ?? new Dictionary<string, double>(),
    };

    /// <summary>A mask [H, W] with the zero frequency moved to the middle.</summary>
    public static Image Mask(Tensor samples)
    {
        using var scope = NewDisposeScope();
        var shown = fft.fftshift(samples.detach().to(float64)).to(float32).cpu().contiguous();
        return new Image((int)shown.shape[0], (int)shown.shape[1], 1, shown.ToArray<float>());
    }
}
