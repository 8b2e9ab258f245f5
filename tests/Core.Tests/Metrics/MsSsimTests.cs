using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Hodl.Core.Tests.Metrics;

public class MsSsimTests
{
    private static readonly double[] Weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    [Theory]
    [InlineData(192, 208)]
    [InlineData(179, 187)]  // odd sides: the last row and column are mirrored before halving
    public void Of_SmoothNoisyPair_AgreesWithConvolutionsInTorch(int height, int width)
    {
        using var scope = NewDisposeScope();
        var random = new Philox(2);
        var clean = new Image(height, width, 1, [.. Enumerable.Range(0, height * width).Select(at => (float)(0.5 + (0.3 * Math.Sin(at % width / 9.0) * Math.Cos(at / width / 13.0))))]);
        var noisy = Degradation.GaussianNoise(clean, 0.08, random);

        var (a, b) = (ImageTensor.From(noisy, float64, CPU), ImageTensor.From(clean, float64, CPU));
        var product = 1.0;
        for (var scale = 0; scale < 5; scale++)
        {
            var (ssim, contrast) = Torch(a, b);
            product *= Math.Pow(scale == 4 ? ssim : contrast, Weights[scale]);
            (a, b) = (Half(a), Half(b));
        }

        Assert.InRange(product, 0.3, 0.99);
        Assert.Equal(product, MsSsim.Of(noisy, clean), 6);

        static Tensor Half(Tensor x) => avg_pool2d(pad(x, [0, x.shape[3] % 2, 0, x.shape[2] % 2], PaddingModes.Replicate), 2);
    }

    [Fact]
    public void Of_ConstantImages_IsTheLuminanceOfTheLastScale()
    {
        var a = new Image(176, 176, 3, [.. Enumerable.Repeat(0.25f, 3 * 176 * 176)]);
        var b = new Image(176, 176, 3, [.. Enumerable.Repeat(0.5f, 3 * 176 * 176)]);

        Assert.Equal(Math.Pow(((2 * 0.125) + 1e-4) / (0.0625 + 0.25 + 1e-4), 0.1333), MsSsim.Of(a, b), 9);
        Assert.Throws<ArgumentException>(() => MsSsim.Of(a.Crop(0, 0, 175, 176), b.Crop(0, 0, 175, 176)));
    }

    private static (double Ssim, double Contrast) Torch(Tensor a, Tensor b)
    {
        var line = tensor(Enumerable.Range(-5, 11).Select(x => Math.Exp(-x * x / 4.5)).ToArray(), [1, 11]);
        line /= line.sum();
        var window = (line.transpose(0, 1) * line).reshape(1, 1, 11, 11);
        Tensor Mean(Tensor x) => conv2d(x, window);
        var (ma, mb) = (Mean(a), Mean(b));
        var (va, vb, vab) = (Mean(a * a) - (ma * ma), Mean(b * b) - (mb * mb), Mean(a * b) - (ma * mb));
        var contrast = ((vab * 2) + 9e-4) / (va + vb + 9e-4);
        var ssim = contrast * ((ma * mb * 2) + 1e-4) / ((ma * ma) + (mb * mb) + 1e-4);
        return (ssim.mean().item<double>(), contrast.mean().item<double>());
    }
}
