using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Data;

/// <summary>
/// Every metric of an image against its reference, under the names that state their conventions; LPIPS of each network whose weights
/// lie below the data folder. The weights live until <see cref="Dispose"/>, on the thread that made this.
/// </summary>
/// <param name="root">As <see cref="DataRoot.Resolve"/> gives it; without weights LPIPS is left out.</param>
public sealed class FullReferenceMetrics(string root) : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private List<Lpips>? lpips;

    /// <summary>Every metric; what cannot be measured on images of this size is absent. Gray images are judged as gray, RGB on Y and on
    /// RGB.</summary>
    /// <param name="image">What is judged.</param>
    /// <param name="reference">The truth.</param>
    /// <param name="crop">Pixels cut off on every side first; then each name ends in <c>_cropN</c>.</param>
    /// <exception cref="ArgumentException">The images differ in shape or are smaller than 11 × 11.</exception>
    /// <exception cref="InvalidDataException">A file of weights is damaged; the message names it.</exception>
    public IReadOnlyDictionary<string, double> Of(Image image, Image reference, int crop = 0)
    {
        SameShape.Require(image, reference);
        if (image.Channels == 1)
        {
            return ImageQuality.FullGray(image, reference, crop);
        }

        var large = Math.Min(image.Height, image.Width) - (2 * crop) >= Lpips.LeastSide;
        var networks = large ? lpips ??= Load() : [];
        var values = new Dictionary<string, double>(ImageQuality.Full(image, reference, crop, networks.FirstOrDefault()));
        foreach (var network in networks.Skip(1))
        {
            values[QualityName.WithCrop(network.Name, crop)] = network.Of(ImageQuality.Cropped(image, crop), ImageQuality.Cropped(reference,
                crop));
        }

        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => scope.Dispose();

    // Only when they are first wanted: the weights of VGG16 are half a gigabyte.
    private List<Lpips> Load() =>
    [
        .. Enum.GetValues<LpipsBackbone>().Where(backbone => LpipsWeights.Of(backbone).Find(root) is not null)
            .Select(backbone => LpipsWeights.Load(root, backbone, CPU)),
    ];
}
