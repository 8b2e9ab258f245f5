using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>Images as square bytes [C, S, S].</summary>
internal static class SquareBytes
{
    /// <summary>Averages the image over the cells of an S × S grid (areas, so that any size shrinks without aliasing).</summary>
    /// <param name="image">Any size; gray for 1 channel, repeated for 3; RGB is averaged for 1.</param>
    /// <param name="side">S.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="invert">Dark ink becomes 255.</param>
    public static byte[] Of(Image image, int side, int channels, bool invert)
    {
        var bytes = new byte[channels * side * side];
        var same = channels == 1 && (image.Height, image.Width, image.Channels) == (side, side, 1);
        for (var at = 0; at < bytes.Length; at++)
        {
            var (plane, row, column) = (at / (side * side), at / side % side, at % side);
            var value = same ? image.Pixels[at] : Mean(image, plane, channels, (double)row * image.Height / side, (row + 1.0) * image.Height / side, (double)column * image.Width / side, (column + 1.0) * image.Width / side);
            bytes[at] = (byte)Math.Round(255 * Math.Clamp(invert ? 1 - value : value, 0, 1));
        }

        return bytes;
    }

    private static double Mean(Image image, int plane, int channels, double top, double bottom, double left, double right)
    {
        var (sum, area) = (0.0, 0.0);
        for (var row = (int)top; row < bottom && row < image.Height; row++)
        {
            var high = Math.Min(row + 1, bottom) - Math.Max(row, top);
            for (var column = (int)left; column < right && column < image.Width; column++)
            {
                var weight = high * (Math.Min(column + 1, right) - Math.Max(column, left));
                var at = ((row * image.Width) + column) * image.Channels;
                var value = channels == image.Channels ? image.Pixels[at + plane]
                    : image.Channels == 1 ? image.Pixels[at]
                    : (image.Pixels[at] + image.Pixels[at + 1] + image.Pixels[at + 2]) / 3;
                sum += weight * value;
                area += weight;
            }
        }

        return area == 0 ? 0 : sum / area;
    }
}
