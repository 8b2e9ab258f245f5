using Hodl.Core.Data;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

/// <summary>Small operators of every kind, for the properties that all must have.</summary>
public static class Subjects
{
    public const int Rows = 12;
    public const int Size = 8;

    public static readonly string[] Names =
    [
        "pg", "pg-metric", "gd", "plain", "plain-averaged", "plain-conditioned", "potential", "potential-deep",
        "composed-plain", "composed-potential", "composed-metric",
    ];

    public static TheoryData<string> All
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var name in Names)
            {
                data.Add(name);
            }

            return data;
        }
    }

    /// <summary>b for a batch of five, with a target.</summary>
    public static Batch Data(ScalarType dtype, ulong seed = 3)
    {
        using var random = new Generator(seed);
        return new(randn([5, Rows], dtype: float64, generator: random).to(dtype), randn([5, Size], dtype: float64, generator: random).to(dtype));
    }

    public static Tensor Q(ScalarType dtype, int rows = Rows)
    {
        using var random = new Generator(11);
        var q = randn([rows, Size], dtype: float64, generator: random);
        return (q / q.square().sum(0, keepdim: true).sqrt()).to(dtype);
    }

    public static LearnedOperator Create(string name, ScalarType dtype)
    {
        using var random = new Generator(5);
        return name switch
        {
            "pg" => Pg(dtype, 1),
            "pg-metric" => Pg(dtype, 4),
            "gd" => Descent(dtype),
            "plain" => Plain(random, dtype),
            "plain-averaged" => Plain(random, dtype, averaged: true),
            "plain-conditioned" => Plain(random, dtype, condition: Rows),
            "potential" => Potential(random, dtype, 1),
            "potential-deep" => Potential(random, dtype, 3),
            "composed-plain" => new Composed(Pg(dtype, 1), Plain(random, dtype)),
            "composed-potential" => new Composed(Pg(dtype, 1), Potential(random, dtype, 1)),
            "composed-metric" => new Composed(Pg(dtype, 4), Potential(random, dtype, 2)),
            _ => throw new ArgumentException(name),
        };
    }

    private static ProximalGradient Pg(ScalarType dtype, double metric) => new(
        new LeastSquares(Q(dtype)), Size, new() { Kappa = 0.3, StepShare = 0.95, MetricUpper = metric, MetricShare = 0.4 }, dtype, CPU);

    private static GradientDescent Descent(ScalarType dtype)
    {
        var data = new LeastSquares(Q(dtype));
        return new((u, batch) => new(data.GradientAt(batch)(u[0])), 2 / data.Curvature);
    }

    private static FullyConnectedNet Plain(Generator random, ScalarType dtype, bool averaged = false, long condition = 0) => new(
        new() { Size = Size, Hidden = [10, 9], Averaged = averaged, Condition = condition, Noise = 1 }, random, dtype, CPU);

    private static ConvexPotentialNet Potential(Generator random, ScalarType dtype, int layers) => new(
        new() { Size = Size, Widths = [.. Enumerable.Repeat(14L, layers)], Anchor = linalg.pinv(Q(float64)).to(dtype), Scale = 1.5, StepShare = 0.95 },
        random, dtype, CPU);
}
