using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using static TorchSharp.torch;

namespace Hodl.Core.Data;

/// <summary>The weights of <see cref="Lpips"/> below the data folder.</summary>
public static class LpipsWeights
{
    /// <summary>The record of a network's two files.</summary>
    public static KnownData Of(LpipsBackbone backbone) =>
        backbone switch { LpipsBackbone.Alex => DataCatalog.LpipsAlex, LpipsBackbone.Vgg => DataCatalog.LpipsVgg, _ => DataCatalog.LpipsSqueeze };

    /// <summary>Reads the weights below the data folder; they belong to the caller's dispose scope.</summary>
    /// <param name="root">As <see cref="DataRoot.Resolve"/> gives it.</param>
    /// <param name="backbone">Which network.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="DataMissingException">A file is absent; the message says which belongs where.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or lacks a weight; the message names it.</exception>
    public static Lpips Load(string root, LpipsBackbone backbone, Device device)
    {
        var found = Of(backbone).Require(root);
        return Lpips.Load(backbone, found.Files[1], found.Files[0], device);
    }

    /// <summary>The distance of two images on the CPU with the weights below a data folder, and nothing left behind.</summary>
    /// <exception cref="DataMissingException">The weights are absent.</exception>
    /// <exception cref="ArgumentException">The images are not RGB or differ in shape.</exception>
    public static double Between(Image image, Image reference, string root, LpipsBackbone backbone)
    {
        if (image.Channels != 3)
        {
            throw new ArgumentException("LPIPS compares RGB images.", nameof(image));
        }

        using var scope = NewDisposeScope();
        return Load(root, backbone, CPU).Of(image, reference);
    }
}
