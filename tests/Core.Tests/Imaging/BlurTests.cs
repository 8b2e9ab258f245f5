using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Xunit;

namespace Hodl.Core.Tests.Imaging;

public class BlurTests
{
    private static readonly BlurKernel Kernel = new(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]);

    [Theory]
    [InlineData(Border.Circular)]
    [InlineData(Border.Reflected)]
    public void Apply_ImpulseInside_IsTheKernelAroundIt(Border border)
    {
        var impulse = new float[7 * 6];
        impulse[(3 * 6) + 2] = 1;

        var blurred = Blur.Apply(new Image(7, 6, 1, impulse), Kernel, border);

        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                Assert.Equal(Kernel[row, column], blurred[2 + row, 1 + column], 6);
            }
        }

        Assert.Equal(1, blurred.Pixels.Sum(), 5);
    }

    [Fact]
    public void Apply_ImpulseInTheCorner_WrapsOrReflects()
    {
        var image = new Image(5, 5, 1, [1, .. new float[24]]);

        var circular = Blur.Apply(image, Kernel, Border.Circular);
        var reflected = Blur.Apply(image, Kernel, Border.Reflected);

        Assert.Equal(1.0 / 45, circular[4, 4], 6);   // the kernel's upper left corner comes in at the opposite one
        Assert.Equal(0, reflected[4, 4]);
        Assert.Equal((5 + 6 + 8 + 9) / 45.0, reflected[0, 0], 6);  // b(0) sees x(0) four times: itself and its reflections
    }

    [Theory]
    [InlineData(Border.Circular)]
    [InlineData(Border.Reflected)]
    public void Apply_KernelLargerThanTheImage_KeepsAConstant(Border border)
    {
        var flat = new Image(3, 4, 3, [.. Enumerable.Repeat(0.6f, 36)]);
        var wide = new BlurKernel(9, 11, [.. Enumerable.Range(1, 99).Select(value => (double)value)]);

        Assert.All(Blur.Apply(flat, wide, border).Pixels, value => Assert.Equal(0.6f, value, 5));
    }

    [Fact]
    public void Apply_EvenKernel_CentreIsHalfItsSizeRoundedDown()
    {
        var image = new Image(1, 6, 1, [0, 0, 1, 0, 0, 0]);

        var blurred = Blur.Apply(image, new BlurKernel(1, 2, [1, 3]), Border.Circular);

        Assert.Equal([0, 0.25f, 0.75f, 0, 0, 0], blurred.Pixels);
    }

    [Fact]
    public void BlurAndNoise_Sigma_IsTheSpreadAroundTheBlurred()
    {
        var random = new Philox(4);
        var image = new Image(64, 64, 1, [.. Enumerable.Range(0, 4096).Select(_ => (float)random.NextDouble())]);
        var blurred = Blur.Apply(image, Kernel, Border.Circular);

        var noise = Degradation.BlurAndNoise(image, Kernel, Border.Circular, 0.03, new Philox(9)).Pixels.Zip(blurred.Pixels, (a, b) => a - b).ToArray();

        Assert.InRange(Math.Sqrt(noise.Average(value => value * value)), 0.029, 0.031);
        Assert.Equal(Degradation.BlurAndNoise(image, Kernel, Border.Circular, 0.03, new Philox(9)).Pixels, Degradation.BlurAndNoise(image, Kernel, Border.Circular, 0.03, new Philox(9)).Pixels);
    }
}
