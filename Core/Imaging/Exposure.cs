namespace Hodl.Core.Imaging;

/// <summary>
/// How bright an image is as a whole, whatever part of it is looked at: from a histogram with 1024 bins over [0, 1], so that a
/// gain costs nothing to try.
/// </summary>
public sealed class Exposure
{
    private const int Bins = 1024;
    private const double Highlights = 0.99;
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
    }

    /// <summary>The mean of log(gain·y + ε), one number a channel, with ε of <see cref="Retinex.Offset"/>.</summary>
    public double[] MeanLog(double gain = 1) =>
        Array.ConvertAll(counts, channel => channel.Select((count, bin) => count == 0 ? 0 : count * Log(bin, gain)).Sum() / pixels);

    /// <summary>log(gain·q + ε) with q the value that 99 % of all channels' values do not exceed.</summary>
    public double HighlightLog(double gain = 1)
    {
        var (below, bin) = (0L, 0);
        for (; bin < Bins - 1; bin++)
        {
            below += counts.Sum(channel => channel[bin]);
            if (below >= Highlights * pixels * counts.Length)
            {
                break;
            }
        }

        return Log(bin, gain);
    }

    private static double Log(int bin, double gain) => Math.Log((gain * bin / (Bins - 1)) + Retinex.Offset);
}
