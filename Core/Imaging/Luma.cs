namespace Hodl.Core.Imaging;

/// <summary>One channel from three, after ITU-R BT.601. A gray image passes through both unchanged.</summary>
public static class Luma
{
    /// <summary>Full-range gray in [0, 1]: 0.299 R + 0.587 G + 0.114 B.</summary>
    public static Image Gray(Image image) => Weigh(image, 0.299, 0.587, 0.114, 0);

    /// <summary>
    /// Studio-range Y as MATLAB's <c>rgb2ycbcr</c> and published rain tables have it, divided by 255:
    /// (16 + 65.481 R + 128.553 G + 24.966 B) / 255, in [16/255, 235/255], not rounded.
    /// </summary>
    public static Image StudioY(Image image) => Weigh(image, 65.481 / 255, 128.553 / 255, 24.966 / 255, 16.0 / 255);

    private static Image Weigh(Image image, double red, double green, double blue, double offset)
    {
        if (image.Channels == 1)
        {
            return image;
        }

        var pixels = new float[image.Height * image.Width];
        for (var i = 0; i < pixels.Length; i++)
        {
            var pixel = image.Pixels.AsSpan(3 * i, 3);
            pixels[i] = (float)((red * pixel[0]) + (green * pixel[1]) + (blue * pixel[2]) + offset);
        }

        return new Image(image.Height, image.Width, 1, pixels);
    }
}
