using Hodl.Core.Imaging;

namespace Hodl.Core.Metrics;

internal static class SameShape
{
    /// <exception cref="ArgumentException">The images differ in shape.</exception>
    public static void Require(Image image, Image reference)
    {
        if ((image.Height, image.Width, image.Channels) != (reference.Height, reference.Width, reference.Channels))
        {
            throw new ArgumentException(
                $"An image of {image.Height} × {image.Width} × {image.Channels} has no quality against one of {reference.Height} × {reference.Width} × {reference.Channels}.");
        }
    }
}
