using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Xunit;

namespace Hodl.Core.Tests.Imaging;

public class DegradationTests
{
    private static readonly Image Gray = new(200, 200, 1, [.. Enumerable.Repeat(0.4f, 40_000)]);

    [Fact]
    public void SaltAndPepper_TenPercent_HitsTenPercentHalfEach()
    {
        var noisy = Degradation.SaltAndPepper(Gray, 0.1, new Philox(1126));

        Assert.InRange(noisy.Pixels.Count(value => value == 0), 2000 - 220, 2000 + 220);
        Assert.InRange(noisy.Pixels.Count(value => value == 1), 2000 - 220, 2000 + 220);
        Assert.Equal(40_000, noisy.Pixels.Count(value => value is 0 or 1 or 0.4f));
        Assert.All(Gray.Pixels, value => Assert.Equal(0.4f, value));
    }

    [Fact]
    public void SaltAndPepper_SameSeed_SameNoise()
    {
        var once = Degradation.SaltAndPepper(Gray, 0.1, new Philox(5)).Pixels;

        Assert.Equal(once, Degradation.SaltAndPepper(Gray, 0.1, new Philox(5)).Pixels);
        Assert.NotEqual(once, Degradation.SaltAndPepper(Gray, 0.1, new Philox(6)).Pixels);
    }

    [Fact]
    public void GaussianNoise_Sigma_IsItsStandardDeviation()
    {
        var noisy = Degradation.GaussianNoise(Gray, 0.1, new Philox(3));
        var noise = noisy.Pixels.Select(value => value - 0.4).ToArray();

        Assert.InRange(noise.Average(), -0.0025, 0.0025);
        Assert.InRange(Math.Sqrt(noise.Average(x => x * x)), 0.1 - 0.0018, 0.1 + 0.0018);
    }
}
