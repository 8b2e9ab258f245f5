using Hodl.Core.Bilevel;
using Hodl.Core.Search;
using Hodl.Core.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Search;

/// <summary>The searchers on known functions, and what they are made of.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("grid", 121, 0.3)]
    [InlineData("random", 200, 0.5)]
    [InlineData("bayes", 40, 0.05)]
    [InlineData("cma-es", 60, 1e-4)]
    [InlineData("trust-region", 60, 1e-4)]
    public void EverySearcher_OnAShiftedBowl_FindsItsLeastPoint(string id, int steps, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (iterate, _) = new BilevelRun(new Bowl(squares: true), UpperMethods.Find(id).Create(new() { GridPoints = 11 }), new() { Steps = steps }).Run(null, default);
        var distance = (iterate.Upper - tensor(new[] { 1.3, -0.7 })).norm().item<double>();
        Assert.True(distance < tolerance, $"{id}: {distance:G3} away");
    }

    [Fact]
    public void TrustRegion_WithoutResiduals_StillDescends()
    {
        using var scope = NewDisposeScope();
        var (iterate, _) = new BilevelRun(new Bowl(squares: false), UpperMethods.Find("trust-region").Create(new()), new() { Steps = 60 }).Run(null, default);
        Assert.True((iterate.Upper - tensor(new[] { 1.3, -0.7 })).norm().item<double>() < 0.1);
    }

    [Fact]
    public void GaussianProcess_AtItsPoints_InterpolatesAndIsSure()
    {
        double[][] points = [[0.1], [0.4], [0.55], [0.9]];
        double[] values = [.. points.Select(point => Math.Sin(5 * point[0]))];
        var process = new GaussianProcess(points, values);
        for (var i = 0; i < points.Length; i++)
        {
            var (mean, deviation) = process.At(points[i]);
            Assert.Equal(values[i], mean, 1e-5);
            Assert.InRange(deviation, 0, 1e-3);
        }

        var (_, between) = process.At([0.72]);
        Assert.True(between > 1e-3);
        Assert.Equal(0, process.ExpectedImprovement(points[3], values.Min() - 1), 1e-9);
    }

    [Fact]
    public void Init_OfASearcherWithoutBox_SaysSo()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => UpperMethods.Find("random").Create(new()).Init(new Bowl(squares: true, boxed: false)));
        Assert.Contains("box", error.Message, StringComparison.Ordinal);
    }

    // ℓ = ½‖(γ₁ − 1.3, 3(γ₂ + 0.7 + 0.2(γ₁ − 1.3)))‖² at x̂ = γ.
    private sealed class Bowl(bool squares, bool boxed = true) : AutogradProblem
    {
        public override UpperBox? Box => boxed ? new([-3, -3], [3, 3]) : null;

        public override Tensor UpperStart() => zeros(2, dtype: float64);

        public override Tensor LowerStart() => zeros(2, dtype: float64);

        public override double Smoothness(Tensor upper) => 1;

        public override Tensor? Residuals(Tensor lower, Tensor upper) => squares ? Errors(lower) : null;

        protected override Tensor LowerCost(Tensor lower, Tensor upper, Minibatch? batch) => (lower - upper).square().sum() / 2;

        protected override Tensor UpperCost(Tensor lower, Tensor upper, Minibatch? batch) => Errors(lower).square().sum() / 2;

        private static Tensor Errors(Tensor x) => stack([x[0] - 1.3, ((x[1] + 0.7) + ((x[0] - 1.3) * 0.2)) * 3]);
    }
}
