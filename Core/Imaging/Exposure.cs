namespace Hodl.Core.Imaging;

/// <summary>
/// How bright and how colourful an image is as a whole, whatever part of it is looked at: brightness from a histogram with 1024 bins
/// over [0, 1], so that a gain costs nothing to try.
/// </summary>
public sealed class Exposure
{
    private const int Bins = 1024;
    private const double Level = 1.0 / 255;
    private readonly long[][] counts;  // [channels][bins]
    private readonly long pixels;

    /// <summary>Counts an image's values.</summary>
    /// <param name="image">Range [0, 1]; values beyond it count as its ends.</param>
    public Exposure(Image image)
    {
        pixels = (long)image.Height * image.Width;
        counts = [.. Enumerable.Range(0, image.Channels).Select(_ => new long[Bins])];
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            counts[i % image.Channels][(int)Math.Round(Math.Clamp(image.Pixels[i], 0f, 1f) * (Bins - 1))]++;
        }

        var sum = 0.0;
        for (var at = 0; at < image.Pixels.Length; at += image.Channels)
        {
            var (least, most) = (image.Pixels[at], image.Pixels[at]);
            for (var channel = 1; channel < image.Channels; channel++)
            {
                (least, most) = (Math.Min(least, image.Pixels[at + channel]), Math.Max(most, image.Pixels[at + channel]));
            }

            sum += (most - least) / (Math.Max(most, 0) + Level);
        }

        Saturation = sum / pixels;
    }

    /// <summary>The mean over pixels of (max − min)/(max + 1/255) over channels: 0 for gray, near 1 for pure colours, whatever the gain.</summary>
    public double Saturation { get; }

    /// <summary>The mean of log(gain·y + ε), one number a channel, with ε of <see cref="Retinex.Offset"/>.</summary>
    public double[] MeanLog(double gain = 1) =>
        Array.ConvertAll(counts, channel => channel.Select((count, bin) => count == 0 ? 0 : count * Log(bin, gain)).Sum() / pixels);

    private static double Log(int bin, double gain) => Math.Log((gain * bin / (Bins - 1)) + Retinex.Offset);
}
