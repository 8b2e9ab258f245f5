using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

public sealed class ConvolutionTests
{
    [Theory]
    [InlineData(ConvolutionPadding.Circular, 3, 2, 6, 5)]
    [InlineData(ConvolutionPadding.Circular, 2, 4, 4, 7)]
    [InlineData(ConvolutionPadding.Zero, 3, 2, 6, 5)]
    [InlineData(ConvolutionPadding.Zero, 2, 2, 9, 9)]
    public void Norm_RandomKernel_BoundsTheWholeLinearMap(ConvolutionPadding padding, int outputs, int inputs, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var kernel = randn([outputs, inputs, 3, 3], dtype: float64, generator: random);
        var basis = eye(inputs * height * width, dtype: float64).reshape(-1, inputs, height, width);
        var padded = padding == ConvolutionPadding.Circular ? nn.functional.pad(basis, [1, 1, 1, 1], PaddingModes.Circular) : nn.functional.pad(basis, [1, 1, 1, 1]);
        var exact = linalg.svdvals(nn.functional.conv2d(padded, kernel).flatten(1)).max().item<double>();

        if (padding == ConvolutionPadding.Circular)
        {
            Assert.Equal(exact, ConvolutionNorm.Circular(kernel, height, width).item<double>(), 9);
        }
        else
        {
            var bound = ConvolutionNorm.Zero(kernel, height, width).item<double>();
            Assert.InRange(bound, exact, 1.3 * exact);
        }
    }

    [Fact]
    public void Norm_Derivative_AgreesWithDifferences()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(8);
        var kernel = randn([2, 3, 3, 3], dtype: float64, generator: random).requires_grad_();
        var direction = randn([2, 3, 3, 3], dtype: float64, generator: random);
        var slope = (Autograd.Grad([ConvolutionNorm.Circular(kernel, 7, 6)], [kernel])[0] * direction).sum().item<double>();
        var (up, down) = (ConvolutionNorm.Circular(kernel + (direction * 1e-6), 7, 6), ConvolutionNorm.Circular(kernel - (direction * 1e-6), 7, 6));

        Assert.Equal(slope, (up - down).item<double>() / 2e-6, 6);
    }

    [Theory]
    [InlineData(ConvolutionPadding.Circular, false)]
    [InlineData(ConvolutionPadding.Zero, false)]
    [InlineData(ConvolutionPadding.Zero, true)]
    public void ConvolutionalNet_WithLargeKernels_DoesNotExpand(ConvolutionPadding padding, bool averaged)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        using var net = new ConvolutionalNet(
            new() { Channels = 2, Hidden = [6, 5], Condition = 3, Padding = padding, Averaged = averaged }, random, float64, CPU);
        using (no_grad())
        {
            foreach (var parameter in net.parameters())
            {
                parameter.mul_(20);
            }
        }

        var batch = new Batch(randn([3, 3, 10, 9], dtype: float64, generator: random));
        var u = new State(randn([3, 2, 10, 9], dtype: float64, generator: random));
        Assert.InRange(ExpansionProbe.LargestRatio(net.At(batch), u, random), 0.01, 1 + 1e-9);
        Assert.Equal(u[0].shape, net.At(batch).Apply(u)[0].shape);
    }
}
