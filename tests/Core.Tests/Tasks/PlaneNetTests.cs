using Hodl.Core.Tasks;
using Hodl.Core.Tests.Torch;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

[Collection(NativeMemoryGroup.Name)]
public sealed class PlaneNetTests
{
    /// <summary>The script against autograd of its plain reference: the derivative, and the derivative of that.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void ClassifiedSlope_AgainstAutograd_SameInFirstAndSecondOrder(int points)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        Tensor Draw(params long[] shape) => randn(shape, dtype: float64, generator: random);
        var w = PlaneNet.Start(2, 6, 1, seed: 3, stream: -1, float64, CPU);
        w = [.. w.Select(block => (block + (Draw(block.shape) * 0.3)).requires_grad_())];
        var x = (Draw(points, 2) * 3).requires_grad_();
        var sign = Draw(points, 1).sign();

        var expected = Autograd.Grad([PlaneNet.Classified(w, x, sign)], w, createGraph: true);
        var found = PlaneNet.ClassifiedSlope(w, x, sign);
        Agree(expected, found);

        // Three times: TorchScript compiles anew once it has seen the shapes.
        for (var time = 0; time < 3; time++)
        {
            var directions = w.Select(block => Draw(block.shape)).ToArray();
            Agree(
                Autograd.Grad(expected, [.. w, x], directions, retainGraph: true, allowUnused: true),
                Autograd.Grad(PlaneNet.ClassifiedSlope(w, x, sign), [.. w, x], directions, allowUnused: true));
        }
    }

    /// <summary>What TorchScript compiles for the shapes that it sees is made once, not again and again.</summary>
    [Fact]
    public void ClassifiedSlope_ManyCalls_TakesNoMore()
    {
        using var scope = NewDisposeScope();
        var w = PlaneNet.Start(2, 6, 1, seed: 3, stream: -1, float64, CPU);
        Array.ForEach(w, block => block.requires_grad_());
        var (x, sign) = (ones(9, 2, dtype: float64), ones(9, 1, dtype: float64));
        Step(20);
        var before = TorchRuntime.Memory.LiveBytes;
        Step(2000);
        Assert.InRange(TorchRuntime.Memory.LiveBytes - before, long.MinValue, 1 << 20);

        void Step(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var inner = NewDisposeScope();
                var slope = PlaneNet.ClassifiedSlope(w, x, sign);
                _ = Autograd.Grad([slope[0].sum()], [w[2]]);
                using var ungraded = no_grad();
                _ = PlaneNet.ClassifiedSlope(w, x, sign);
            }
        }
    }

    private static void Agree(IEnumerable<Tensor?> expected, IEnumerable<Tensor?> found)
    {
        foreach (var (one, other) in expected.Zip(found))
        {
            // Where nothing depends on an offset, autograd says so by null or by zeros.
            var (left, right) = (one ?? zeros_like(other!), other ?? zeros_like(one!));
            Assert.True((left - right).abs().max().item<double>() < 1e-13 * (1 + left.abs().max().item<double>()));
        }
    }
}
