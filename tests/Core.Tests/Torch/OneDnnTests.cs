using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

/// <summary>The switch belongs to the process: these run alone.</summary>
[Collection(NativeMemoryGroup.Name)]
public sealed class OneDnnTests
{
    [Fact]
    public void KnownAnswers_AtTheStart_AreRight()
    {
        ones(1).Dispose();
        Assert.True(OneDnn.Right, OneDnn.State);
        Assert.Contains("known answers right", OneDnn.State, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_WithAWrongConvolution_ComputesWithoutOneDnnAndSaysSo()
    {
        var asked = 0;
        try
        {
            OneDnn.Choose(() => asked++ == 0 ? ["convolution 17→1 3×3"] : []);
            Assert.True(OneDnn.Right);
            Assert.StartsWith("without oneDNN", OneDnn.State, StringComparison.Ordinal);
            Assert.Contains("convolution 17→1 3×3", OneDnn.State, StringComparison.Ordinal);
            using var scope = NewDisposeScope();
            Assert.Equal(17 * 9f, nn.functional.conv2d(ones(1, 17, 3, 3), ones(1, 17, 3, 3)).item<float>());
        }
        finally
        {
            OneDnn.Choose();
        }

        Assert.Contains("known answers right", OneDnn.State, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_WithAnAnswerThatStaysWrong_SaysThatItIs()
    {
        try
        {
            OneDnn.Choose(() => ["FFT of odd sizes"]);
            Assert.False(OneDnn.Right);
            Assert.Contains("still WRONG: FFT of odd sizes", OneDnn.State, StringComparison.Ordinal);
        }
        finally
        {
            OneDnn.Choose();
        }
    }

    /// <summary>Channels that do not fill blocks of 16 are what oneDNN has computed wrong where caches are hidden.</summary>
    [Theory]
    [InlineData(1, 6, 5)]
    [InlineData(17, 1, 3)]
    [InlineData(17, 24, 7)]
    [InlineData(3, 33, 1)]
    [InlineData(48, 17, 5)]
    public void Convolution_OfAnyChannels_AgreesWithFloat64(long inputs, long outputs, long side)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var x = randn([2, inputs, 21, 50], generator: random);
        var w = randn([outputs, inputs, side, side], generator: random);
        var (narrow, wide) = (Gradients(x, w), Gradients(x.to(float64), w.to(float64)));
        Assert.All(narrow.Zip(wide), pair =>
            Assert.True(((pair.First.to(float64) - pair.Second).norm() / pair.Second.norm()).item<double>() < 1e-5));
    }

    private static Tensor[] Gradients(Tensor x, Tensor w)
    {
        var (input, weight) = (x.detach().requires_grad_(true), w.detach().requires_grad_(true));
        var y = nn.functional.conv2d(input, weight, padding: [side(w), side(w)]);
        return [y.detach(), .. Autograd.Grad([(y * cos(arange(y.numel(), y.dtype).reshape(y.shape))).sum()], [input, weight])];

        static long side(Tensor kernel) => kernel.shape[^1] / 2;
    }
}
