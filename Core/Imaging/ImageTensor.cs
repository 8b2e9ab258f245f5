using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>Between images [H, W, C] and tensors [B, C, H, W].</summary>
public static class ImageTensor
{
    /// <summary>One image as [1, C, H, W].</summary>
    /// <param name="image">Any.</param>
    /// <param name="dtype">Type of the tensor.</param>
    /// <param name="device">Its place.</param>
    public static Tensor From(Image image, ScalarType dtype, Device device) => Stack([image], dtype, device);

    /// <summary>Images of one size as [B, C, H, W].</summary>
    /// <param name="images">At least one, all of the same size and channels.</param>
    /// <param name="dtype">Type of the tensor.</param>
    /// <param name="device">Its place.</param>
    /// <exception cref="ArgumentException">There is none, or sizes differ.</exception>
    public static Tensor Stack(IReadOnlyList<Image> images, ScalarType dtype, Device device)
    {
        if (images.Count == 0 || images.Any(image => (image.Height, image.Width, image.Channels) != (images[0].Height, images[0].Width, images[0].Channels)))
        {
            throw new ArgumentException($"{images.Count} images of different sizes, or none, make no tensor.", nameof(images));
        }

        var (height, width, channels) = (images[0].Height, images[0].Width, images[0].Channels);
        var planes = new float[images.Count * channels * height * width];
        for (var i = 0; i < images.Count; i++)
        {
            Separate(images[i].Pixels, planes.AsSpan(i * channels * height * width, channels * height * width), channels);
        }

        return tensor(planes, [images.Count, channels, height, width]).to(dtype).to(device);
    }

    // From interleaved channels to planes.
    private static void Separate(ReadOnlySpan<float> pixels, Span<float> planes, int channels)
    {
        if (channels == 1)
        {
            pixels.CopyTo(planes);
            return;
        }

        for (var channel = 0; channel < channels; channel++)
        {
            var plane = planes.Slice(channel * (planes.Length / channels), planes.Length / channels);
            for (int to = 0, from = channel; to < plane.Length; to++, from += channels)
            {
                plane[to] = pixels[from];
            }
        }
    }

    /// <summary>Item <paramref name="index"/> of [B, C, H, W] as an image; values are kept as they are.</summary>
    /// <param name="batch">With 1 or 3 channels.</param>
    /// <param name="index">0 … B − 1.</param>
    public static Image ToImage(Tensor batch, int index = 0)
    {
        var shape = batch.shape;
        if (shape.Length != 4 || shape[1] is not (1 or 3))
        {
            throw new ArgumentException($"[{string.Join(", ", shape)}] is no batch of images [B, 1 or 3, H, W].", nameof(batch));
        }

        using var item = batch.detach().select(0, index).permute(1, 2, 0).to(ScalarType.Float32).cpu().contiguous();  // [H, W, C]
        return new Image((int)shape[2], (int)shape[3], (int)shape[1], item.ToArray<float>());
    }
}
