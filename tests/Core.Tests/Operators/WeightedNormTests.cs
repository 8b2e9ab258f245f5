using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

public sealed class WeightedNormTests
{
    [Theory]
    [InlineData("euclidean")]
    [InlineData("scalar")]
    [InlineData("diagonal")]
    [InlineData("dense")]
    [InlineData("fourier")]
    [InlineData("blocks")]
    public void Metric_OnRandomStates_KeepsItsIdentities(string name)
    {
        using var scope = NewDisposeScope();
        var (g, u, v) = Subject(name);

        Close(u, g.Inverse(g.Apply(u)));
        Close(u, g.InverseSqrt(g.Sqrt(u)));
        Close(g.Apply(u).Inner(v), u.Inner(g.Apply(v)));                        // symmetric
        Close(g.Sqrt(u).Inner(g.Sqrt(v)), u.Inner(g.Apply(v)));                 // RᵀR = G
        Close(g.Norm(u).square(), u.Inner(g.Apply(u)));
        Assert.True((g.LambdaMin.to(float64) * u.Inner(u)).item<double>() <= u.Inner(g.Apply(u)).item<double>() * (1 + 1e-12));
    }

    [Theory]
    [InlineData("scalar", 2.5)]
    [InlineData("diagonal", 0.5)]
    [InlineData("dense", 1.0)]
    [InlineData("fourier", 0.25)]
    public void LambdaMin_KnownSpectrum_IsItsSmallestValue(string name, double expected)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected, Subject(name).G.LambdaMin.item<double>(), 10);
    }

    private static (IWeightedNorm G, State U, State V) Subject(string name)
    {
        using var random = new Generator(2);
        Tensor Draw(params long[] shape) => randn(shape, dtype: float64, generator: random);
        var diagonal = linspace(0.5, 3, 6, dtype: float64);
        var (basis, _) = linalg.qr(Draw(6, 6));
        var dense = basis.MatMul(diag(linspace(1, 5, 6, dtype: float64))).MatMul(basis.t());
        var symbol = 4.25 - (4.0 * cat([ones(1, 1, dtype: float64), rand([1, 8], dtype: float64, generator: random).mul(0.5)], 1).select(0, 0)
            .narrow(0, 0, 5).reshape(1, 5));  // depends on the column frequency alone, so it is even
        IWeightedNorm g = name switch
        {
            "euclidean" => EuclideanNorm.Instance,
            "scalar" => new BlockDiagonal(new ScalarMetric(tensor(2.5))),
            "diagonal" => new BlockDiagonal(new DiagonalMetric(diagonal)),
            "dense" => new BlockDiagonal(new DenseMetric(dense)),
            "fourier" => new BlockDiagonal(new FourierMetric(symbol)),
            _ => new BlockDiagonal(new DenseMetric(dense), new ScalarMetric(tensor(0.7))),
        };
        return name switch
        {
            "fourier" => (g, new(Draw(2, 3, 8, 8)), new(Draw(2, 3, 8, 8))),
            "blocks" => (g, new(Draw(4, 6), Draw(4, 3)), new(Draw(4, 6), Draw(4, 3))),
            _ => (g, new(Draw(4, 6)), new(Draw(4, 6))),
        };
    }

    private static void Close(State expected, State actual)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            Close(expected[i], actual[i]);
        }
    }

    private static void Close(Tensor expected, Tensor actual) => Assert.True(expected.allclose(actual, 1e-10, 1e-12));
}
