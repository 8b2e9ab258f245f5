using Hodl.Core.Kernels;
using Hodl.Core.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Kernels;

public class UnrolledShrinkageTests
{
    // Widths that are no multiple of any vector, so that the last elements of a row take the scalar way.
    private static readonly long[][] Widths = [[13, 13], [13, 21, 13], [37, 19, 8, 37]];

    public static TheoryData<int, ScalarType, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, ScalarType, double>();
            for (var i = 0; i < Widths.Length; i++)
            {
                cases.Add(i, ScalarType.Float64, 1e-12);
                cases.Add(i, ScalarType.Float32, 2e-5);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Adjoint_OfSixIterations_AgreesWithAutograd(int shape, ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        var chain = Random(Widths[shape], batch: 9, dtype);
        var start = randn(9, Widths[shape][0]).to(dtype).requires_grad_();
        var target = randn(9, Widths[shape][0]).to(dtype);

        var plain = Iterate(chain, start, 6);
        var expected = Autograd.Grad([(plain - target).square().sum()], [.. chain.Tensors, start]);
        using var fused = new UnrolledShrinkage(chain, start, 6);
        var actual = fused.Adjoint((fused.Result - target) * 2.0);

        Assert.True(Difference(plain, fused.Result) < tolerance, $"u^K differs by {Difference(plain, fused.Result)}.");
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.True(expected[i].abs().max().ToDouble() > 1e-3, $"Gradient {i} is nearly zero and tests nothing.");
            Assert.True(Difference(expected[i], actual[i]) < tolerance, $"Gradient {i} differs by {Difference(expected[i], actual[i])}.");
        }
    }

    [Fact]
    public void Adjoint_AskedTwice_Refuses()
    {
        using var scope = NewDisposeScope();
        using var fused = new UnrolledShrinkage(Random(Widths[1], batch: 4, ScalarType.Float64), zeros(4, 13, ScalarType.Float64), 5);
        fused.Adjoint(fused.Result.ones_like());

        Assert.Throws<InvalidOperationException>(() => fused.Adjoint(fused.Result.ones_like()));
    }

    [Fact]
    public void Result_NoIteration_IsTheStart()
    {
        using var scope = NewDisposeScope();
        var start = randn(2, 13);
        using var fused = new UnrolledShrinkage(Random(Widths[1], 2, ScalarType.Float32), start, 0);

        Assert.Equal(0, (fused.Result - start).abs().max().ToDouble());
        Assert.Equal(1, fused.Adjoint(start.ones_like())[^1].min().ToDouble());
    }

    [Fact]
    public void Result_NaNInTheStart_StaysInItsRow()
    {
        using var scope = NewDisposeScope();
        var start = zeros(3, 13);
        start[1, 4] = float.NaN;
        using var fused = new UnrolledShrinkage(Random(Widths[1], 3, ScalarType.Float32), start, 2);

        Assert.Equal([false, true, false], fused.Result.isnan().any(1).ToArray<bool>());
    }

    [Fact]
    public void Run_TokenCancelled_Stops()
    {
        using var scope = NewDisposeScope();
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            new UnrolledShrinkage(Random(Widths[1], 3, ScalarType.Float32), zeros(3, 13), 2, stop.Token));
    }

    private static Tensor Iterate(ShrinkageChain chain, Tensor u, int k)
    {
        for (var i = 0; i < k; i++)
        {
            u = chain.Apply(u);
        }

        return u;
    }

    private static ShrinkageChain Random(long[] widths, long batch, ScalarType dtype)
    {
        using var generator = new Generator(11, CPU);
        var layers = widths.Length - 1;
        Tensor Draw(params long[] shape) => randn(shape, ScalarType.Float64, generator: generator);
        return new ShrinkageChain(
            [.. Enumerable.Range(0, layers).Select(i => (Draw(widths[i], widths[i + 1]) * (1 / Math.Sqrt(widths[i]))).to(dtype).requires_grad_())],
            // Rows alike below, each its own at the end, as in the folded operators.
            [.. Enumerable.Range(0, layers).Select(i => (i < layers - 1 ? Draw(widths[i + 1]) : Draw(batch, widths[i + 1])).to(dtype).requires_grad_())],
            (Draw(widths[0]).abs() * 0.3).to(dtype).requires_grad_(),
            Alpha: 0.6);
    }

    private static double Difference(Tensor a, Tensor b) =>
        ((a - b).abs().max() / a.abs().max().clamp_min(1e-30)).to(ScalarType.Float64).item<double>();
}
