using Hodl.Core.Imaging;
using static TorchSharp.torch;

namespace Hodl.Core.Metrics;

/// <summary>RGB images [B, 3, H, W] whose nominal range is [0, 1]. The range is a type, so that no measure is given the other one.</summary>
/// <param name="Values">[B, 3, H, W].</param>
public readonly record struct UnitPixels(Tensor Values)
{
    /// <summary>One image; a gray one is repeated on all three channels.</summary>
    /// <param name="image">[H, W, 1 or 3].</param>
    /// <param name="device">Place of the tensor.</param>
    public static UnitPixels From(Image image, Device device) =>
        new(ImageTensor.From(image, ScalarType.Float32, device).expand(1, 3, image.Height, image.Width));

    /// <summary>2x − 1.</summary>
    public SignedPixels ToSigned() => new((Values * 2) - 1);
}
