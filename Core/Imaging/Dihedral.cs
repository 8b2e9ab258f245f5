namespace Hodl.Core.Imaging;

/// <summary>The eight ways to turn and mirror a square.</summary>
public static class Dihedral
{
    /// <summary>How many there are.</summary>
    public const int Ways = 8;

    /// <summary>Bit 0 mirrors left and right, bit 1 top and bottom, bit 2 swaps rows and columns afterwards. 0 gives the image itself.</summary>
    /// <param name="image">Stays as it is.</param>
    /// <param name="way">0 … 7.</param>
    public static Image Turn(Image image, int way)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(way);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(way, Ways);
        if (way == 0)
        {
            return image;
        }

        var (height, width) = way < 4 ? (image.Height, image.Width) : (image.Width, image.Height);
        var pixels = new float[image.Pixels.Length];
        for (int row = 0, at = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (y, x) = way < 4 ? (row, column) : (column, row);
                y = (way & 2) == 0 ? y : image.Height - 1 - y;
                x = (way & 1) == 0 ? x : image.Width - 1 - x;
                for (var channel = 0; channel < image.Channels; channel++)
                {
                    pixels[at++] = image[y, x, channel];
                }
            }
        }

        return new Image(height, width, image.Channels, pixels);
    }
}
