using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

public sealed class VisionNetworkTests
{
    [Theory]
    [InlineData(4, 3, 3, 1)]
    [InlineData(2, 5, 3, 2)]
    [InlineData(3, 2, 5, 1)]
    public void Anywhere_RandomKernel_BoundsEverySizePaddingAndDilation(int outputs, int inputs, int side, int dilation)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var kernel = randn([outputs, inputs, side, side], dtype: float64, generator: random);
        var bound = ConvolutionNorm.Anywhere(kernel, 32).item<double>();
        var largest = 0.0;
        foreach (var size in new[] { 7, 10, 13 })
        {
            var basis = eye(inputs * size * size, dtype: float64).reshape(-1, inputs, size, size);
            var reach = side / 2 * dilation;
            foreach (var mode in new[] { PaddingModes.Circular, PaddingModes.Constant })
            {
                var image = nn.functional.conv2d(nn.functional.pad(basis, [reach, reach, reach, reach], mode), kernel, dilation: [dilation, dilation]);
                largest = Math.Max(largest, linalg.svdvals(image.flatten(1)).max().item<double>());
            }
        }

        Assert.InRange(largest, 0.9 * bound, bound);
    }

    [Fact]
    public void Blocks_StridedAndTransposedConvolution_IsTheirNorm()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var kernel = randn([3, 2, 2, 2], dtype: float64, generator: random);
        var down = nn.functional.conv2d(eye(2 * 36, dtype: float64).reshape(-1, 2, 6, 6), kernel, strides: [2, 2]);
        var up = nn.functional.conv_transpose2d(eye(3 * 9, dtype: float64).reshape(-1, 3, 3, 3), kernel, strides: [2, 2]);
        var bound = ConvolutionNorm.Blocks(kernel).item<double>();

        Assert.Equal(bound, linalg.svdvals(down.flatten(1)).max().item<double>(), 9);
        Assert.Equal(bound, linalg.svdvals(up.flatten(1)).max().item<double>(), 9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void DruNet_Free_GivesEverySizeBack(int fold)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var net = new DruNet(new() { Inputs = 4, Outputs = 3, Widths = [6, 8, 10], Blocks = 1, Fold = fold }, random, float32, CPU);
        using var ungraded = no_grad();
        Assert.Equal([2, 3, 21, 18], net.Bind()(zeros([2, 4, 21, 18])).shape);
        Assert.True(PixelBlocks.ToPixels(PixelBlocks.ToChannels(arange(2 * 3 * 4 * 6).reshape(2, 3, 4, 6), 2), 2).equal(arange(2 * 3 * 4 * 6).reshape(2, 3, 4, 6)).all().item<bool>());
    }

    [Theory]
    [InlineData(1, 8, 12)]
    [InlineData(2, 11, 8)]
    public void DruNet_NonExpansiveWithLargeKernels_DoesNotExpand(int fold, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var net = new DruNet(new() { Inputs = 2, Outputs = 2, Widths = [4, 6], Blocks = 1, Fold = fold, NonExpansive = true }, random, float64, CPU);
        Enlarge(net, 30);
        var u = randn([2, 2, height, width], dtype: float64, generator: random);
        Assert.InRange(ExpansionProbe.LargestRatio(net.At(new(u)), new(u), random), 0.01, 1 + 1e-9);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void AnchoredPotential_WithLargeKernelsAndAnyAnchor_DoesNotExpand(long side)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        using var net = new AnchoredPotential(
            new() { Channels = 2, Hidden = 8, Layers = 2, Features = 3, Kernel = side, StepShare = 0.99 }, random, float64, CPU);
        Enlarge(net, 15);
        var (anchor, features) = (randn([2, 2, 9, 10], dtype: float64, generator: random), randn([2, 3, 9, 10], dtype: float64, generator: random));
        Assert.InRange(ExpansionProbe.LargestRatio(net.At(anchor, features), new(anchor * 0.7), random), 0.5, 1 + 1e-9);
    }

    [Fact]
    public void AnchoredPotential_AtItsStart_PullsTowardsTheAnchor()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(6);
        using var ungraded = no_grad();
        using var net = new AnchoredPotential(new() { Channels = 3, Hidden = 16, Layers = 1, Features = 0 }, random, float64, CPU);
        var (anchor, u) = (randn([1, 3, 12, 12], dtype: float64, generator: random), randn([1, 3, 12, 12], dtype: float64, generator: random));
        var moved = net.At(anchor, null).Apply(new(u))[0];

        Assert.True((moved - anchor).norm().item<double>() < 0.99 * (u - anchor).norm().item<double>());
    }

    private static void Enlarge(nn.Module net, double factor)
    {
        using var ungraded = no_grad();
        foreach (var (name, parameter) in net.named_parameters())
        {
            if (!name.Contains("hat", StringComparison.Ordinal))
            {
                parameter.mul_(factor);
            }
        }
    }

    [Fact]
    // One scale: this libtorch multiplies no transposed convolutions in bfloat16 on the CPU.
    public void DruNet_Mixed_ComputesNearlyTheSameWithGradientsInTheTypeOfOmega()
    {
        using var scope = NewDisposeScope();
        DruNet Net(bool mixed)
        {
            using var random = new Generator(3);
            return new(new() { Inputs = 3, Outputs = 3, Widths = [8], Blocks = 1, Mixed = mixed }, random, float32, CPU);
        }

        using var seed = new Generator(4);
        var x = randn([1, 3, 16, 16], dtype: float32, generator: seed);
        using var exact = Net(mixed: false);
        using var coarse = Net(mixed: true);
        var (a, b) = (exact.Bind()(x), coarse.Bind()(x));
        Assert.Equal(float32, b.dtype);
        var error = ((a - b).norm() / a.norm()).item<float>();
        Assert.InRange(error, 1e-6f, 0.03f);
        foreach (var gradient in Autograd.Grad([b.square().mean()], [.. coarse.parameters()]))
        {
            Assert.Equal(float32, gradient.dtype);
            Assert.True(gradient.norm().item<float>() > 0);
        }

        using var other = new Generator(5);
        Assert.Throws<ArgumentException>(() => new DruNet(new() { Inputs = 3, Outputs = 3, NonExpansive = true, Mixed = true }, other, float32, CPU));
    }
}
