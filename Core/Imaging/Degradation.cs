using Hodl.Core.Random;

namespace Hodl.Core.Imaging;

/// <summary>What spoils an image. Every random number comes from the generator passed in.</summary>
public static class Degradation
{
    /// <summary>Each value becomes, with the given probability, 0 or 1 (equally often).</summary>
    /// <param name="image">Stays as it is.</param>
    /// <param name="probability">In [0, 1], such as 0.1 for 10 % noise.</param>
    /// <param name="random">Two draws a value, whether it is hit or not.</param>
    public static Image SaltAndPepper(Image image, double probability, Philox random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        return Change(image, value => random.NextDouble() is var draw && draw >= probability ? value : draw < probability / 2 ? 0 : 1);
    }

    /// <summary>Adds σ·N(0, 1); the values are not clipped.</summary>
    /// <param name="image">Stays as it is.</param>
    /// <param name="sigma">Standard deviation on the range [0, 1], such as 25/255.</param>
    /// <param name="random">Four draws a value.</param>
    public static Image GaussianNoise(Image image, double sigma, Philox random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        return Change(image, value => (float)(value + (sigma * random.NextGaussian())));
    }

    /// <summary>The measurement of deconvolution, b = K ∗ u + n with n = σ·N(0, 1); the values are not clipped.</summary>
    /// <param name="image">u; stays as it is.</param>
    /// <param name="kernel">K.</param>
    /// <param name="border">What lies beyond u.</param>
    /// <param name="sigma">Standard deviation on the range [0, 1], such as 0.01.</param>
    /// <param name="random">Four draws a value.</param>
    public static Image BlurAndNoise(Image image, BlurKernel kernel, Border border, double sigma, Philox random) =>
        GaussianNoise(Blur.Apply(image, kernel, border), sigma, random);

    /// <summary>Rounds to the 256 levels of an 8-bit file, clipping to [0, 1].</summary>
    /// <param name="image">Stays as it is.</param>
    public static Image Quantize(Image image) => Change(image, value => MathF.Floor((Math.Clamp(value, 0f, 1f) * 255) + 0.5f) / 255);

    internal static Image Change(Image image, Func<float, float> change) =>
        new(image.Height, image.Width, image.Channels, Array.ConvertAll(image.Pixels, value => change(value)));
}
