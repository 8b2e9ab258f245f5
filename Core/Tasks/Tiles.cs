using Hodl.Core.Imaging;

namespace Hodl.Core.Tasks;

/// <summary>
/// Images of any size through an operator that sees parts: the image goes on by reflection on every side, is cut into tiles
/// with a margin around each, and of every restored tile the margin is thrown away. Where what the operator looks at reaches no
/// further than the margin, nothing changes against the whole image; memory is that of one tile.
/// </summary>
public static class Tiles
{
    /// <summary>Rows and columns of a tile without its margins.</summary>
    public const int Side = 384;

    /// <summary>Pixels around a tile; wider than the networks' reach and the blur kernels.</summary>
    public const int Margin = 64;

    private const int Step = 32;  // what wavelets and scales of networks halve

    /// <summary>Restores tile by tile.</summary>
    /// <param name="input">Any size.</param>
    /// <param name="restore">A tile with its margins ↦ as large an image.</param>
    /// <param name="token">Looked at before each tile, and handed on.</param>
    /// <param name="side">Rows and columns of a tile, a multiple of 32.</param>
    public static Image Restore(Image input, Func<Image, CancellationToken, Image> restore, CancellationToken token, int side = Side)
    {
        Image? output = null;
        for (var top = 0; top < input.Height; top += side)
        {
            for (var left = 0; left < input.Width; left += side)
            {
                token.ThrowIfCancellationRequested();
                var (height, width) = (Math.Min(side, input.Height - top), Math.Min(side, input.Width - left));
                var tile = restore(Part(input, top - Margin, left - Margin, Up(height) + (2 * Margin), Up(width) + (2 * Margin)), token);
                output ??= new(input.Height, input.Width, tile.Channels, new float[input.Height * input.Width * tile.Channels]);
                Put(tile.Crop(Margin, Margin, height, width), output, top, left);
            }
        }

        return output!;
    }

    private static int Up(int length) => (length + Step - 1) / Step * Step;

    // A rectangle that may leave the image, which is reflected at its border without repeating it.
    private static Image Part(Image image, int top, int left, int height, int width)
    {
        var pixels = new float[height * width * image.Channels];
        int[] columns = [.. Enumerable.Range(left, width).Select(column => Reflected(column, image.Width))];
        for (var row = 0; row < height; row++)
        {
            var from = Reflected(top + row, image.Height) * image.Width;
            for (var column = 0; column < width; column++)
            {
                Array.Copy(image.Pixels, (from + columns[column]) * image.Channels, pixels, ((row * width) + column) * image.Channels, image.Channels);
            }
        }

        return new(height, width, image.Channels, pixels);
    }

    private static int Reflected(int index, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        var period = 2 * (length - 1);
        var within = ((index % period) + period) % period;
        return within < length ? within : period - within;
    }

    private static void Put(Image part, Image whole, int top, int left)
    {
        for (var row = 0; row < part.Height; row++)
        {
            part.Pixels.AsSpan(row * part.Width * part.Channels, part.Width * part.Channels)
                .CopyTo(whole.Pixels.AsSpan((((top + row) * whole.Width) + left) * whole.Channels));
        }
    }
}
