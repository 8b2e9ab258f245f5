using Hodl.Core.Linear;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

public sealed class ProjectionTests
{
    private static readonly double[] Diagonal = [0.5, 1, 4];

    [Fact]
    public void Ball_DiagonalMetric_IsTheNearestPoint()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var g = new BlockDiagonal(new DiagonalMetric(tensor(Diagonal)));
        var u = new State(randn([6, 3], dtype: float64, generator: random) * 3.0);
        var projected = new Ball(1).Project(u, g);

        Assert.True(projected[0].square().sum(1).sqrt().max().item<double>() <= 1 + 1e-10);
        for (var i = 0; i < 50; i++)
        {
            // ⟨u − Pu, z − Pu⟩_G ≤ 0 for every z in the ball.
            var z = randn([6, 3], dtype: float64, generator: random);
            z = z / z.square().sum(1, keepdim: true).sqrt().clamp_min(1);
            var inner = ((u[0] - projected[0]) * tensor(Diagonal) * (z - projected[0])).sum(1).max();
            Assert.True(inner.item<double>() <= 1e-10);
        }
    }

    [Fact]
    public void Ball_PointInside_StaysExactly()
    {
        using var scope = NewDisposeScope();
        var u = new State(tensor(new[] { 0.1, -0.2, 0.3 }).reshape(1, 3));
        Assert.True(new Ball(1).Project(u, new BlockDiagonal(new DiagonalMetric(tensor(Diagonal))))[0].equal(u[0]).all().item<bool>());
    }

    [Fact]
    public void Ball_Derivative_AgreesWithDifferences()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(6);
        var point = (randn([1, 3], dtype: float64, generator: random) * 3.0).requires_grad_();
        var metric = tensor(Diagonal).requires_grad_();
        var weights = randn([1, 3], dtype: float64, generator: random);
        Tensor Value(Tensor u, Tensor d) => (new Ball(1).Project(new(u), new BlockDiagonal(new DiagonalMetric(d)))[0] * weights).sum();
        var gradients = Autograd.Grad([Value(point, metric)], [point, metric]);
        foreach (var (index, direction) in new[] { (0, randn([1, 3], dtype: float64, generator: random)), (1, randn([3], dtype: float64, generator: random)) })
        {
            var (up, down) = index == 0
                ? (Value(point + (direction * 1e-6), metric), Value(point - (direction * 1e-6), metric))
                : (Value(point, metric + (direction * 1e-6)), Value(point, metric - (direction * 1e-6)));
            Assert.Equal((up - down).item<double>() / 2e-6, (gradients[index] * direction).sum().item<double>(), 1e-7);
        }
    }

    [Fact]
    public void Box_DiagonalMetric_Clamps()
    {
        using var scope = NewDisposeScope();
        var u = new State(tensor(new[] { -2.0, 0.5, 7 }).reshape(1, 3));
        Assert.Equal([-1, 0.5, 1], new Box(-1, 1).Project(u, EuclideanNorm.Instance)[0].ToArray<double>());
    }

    [Fact]
    public void Project_DenseMetric_IsRefused()
    {
        using var scope = NewDisposeScope();
        var g = new BlockDiagonal(new DenseMetric(eye(3, dtype: float64)));
        var u = new State(ones(1, 3, dtype: float64));
        Assert.Throws<ArgumentException>(() => new Box(-1, 1).Project(u, g));
        Assert.Throws<ArgumentException>(() => new Ball(1).Project(u, g));
        Assert.Throws<ArgumentException>(() => new Box(1, -1));
        Assert.Throws<ArgumentException>(() => new Ball(0));
    }
}
