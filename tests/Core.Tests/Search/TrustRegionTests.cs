using Hodl.Core.Bilevel;
using Hodl.Core.Search;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Search;

/// <summary>
/// Acceptance and radius on scripted losses of one γ in [0, 1]: the base 0.3 has r = 10, 0.4 has 9 and is the better one, so
/// the model says 8 at 0.5 = 0.4 + Δ: ℓ from 40.5 to 32, a predicted fall of 8.5.
/// </summary>
public sealed class TrustRegionTests
{
    [Theory]
    [InlineData(-0.5, 0.4, 0.05)]
    [InlineData(0.05, 0.4, 0.05)]
    [InlineData(0.099, 0.4, 0.05)]
    [InlineData(0.101, 0.5, 0.1)]
    [InlineData(0.69, 0.5, 0.1)]
    [InlineData(0.71, 0.5, 0.2)]
    [InlineData(1.5, 0.5, 0.2)]
    [InlineData(double.NaN, 0.4, 0.05)]
    public void Step_ByTheRatioOfActualAndPredictedFall_MovesAndSetsTheRadius(double ratio, double expected, double radius)
    {
        using var scope = NewDisposeScope();
        var problem = new Scripted(10, 9, Math.Sqrt(2 * (40.5 - (8.5 * ratio))), 7);
        var method = UpperMethods.Find("trust-region").Create(new());
        var iterate = method.Step(problem, method.Step(problem, method.Init(problem), default), default);

        Assert.Equal(0.5, problem.Asked[2], 9);
        Assert.Equal(radius, iterate.Memory["radius"].item<double>(), 12);

        // The next trial lies within Δ of where the method stands.
        method.Step(problem, iterate, default);
        Assert.InRange(Math.Abs(problem.Asked[3] - expected), 0.9 * radius, radius + 1e-12);
    }

    [Fact]
    public void Step_LossNotANumber_KeepsTheInterpolation()
    {
        using var scope = NewDisposeScope();
        var problem = new Scripted(10, 9, double.NaN, 8.5);
        var method = UpperMethods.Find("trust-region").Create(new());
        var before = method.Step(problem, method.Init(problem), default);
        var after = method.Step(problem, before, default);

        Assert.Equal(before.Memory["points"].ToArray<double>(), after.Memory["points"].ToArray<double>());
        Assert.Equal(before.Memory["residuals"].ToArray<double>(), after.Memory["residuals"].ToArray<double>());
        Assert.Equal(0.45, method.Step(problem, after, default).Upper.item<double>(), 9);
    }

    [Fact]
    public void Step_StateWithoutABase_GoesOnFromItsBestPoint()
    {
        using var scope = NewDisposeScope();
        var problem = new Scripted(10, 9, 8.1);
        var method = UpperMethods.Find("trust-region").Create(new());
        var before = method.Step(problem, method.Init(problem), default);
        var older = before.Memory.Where(pair => pair.Key != "base").ToDictionary(pair => pair.Key, pair => pair.Value);
        method.Step(problem, before with { Memory = older }, default);

        Assert.Equal(0.5, problem.Asked[2], 9);
    }

    private sealed class Scripted(params double[] residuals) : AutogradProblem
    {
        public List<double> Asked { get; } = [];

        public override UpperBox? Box => new([0], [1]);

        public override Tensor UpperStart() => full([1], 0.3, dtype: float64);

        public override Tensor LowerStart() => zeros(1, dtype: float64);

        public override double Smoothness(Tensor upper) => 1;

        public override Tensor? Residuals(Tensor lower, Tensor upper)
        {
            Asked.Add(upper.item<double>());
            return full([1], residuals[Math.Min(Asked.Count, residuals.Length) - 1], dtype: float64);
        }

        protected override Tensor LowerCost(Tensor lower, Tensor upper, Minibatch? batch) => (lower - upper).square().sum() / 2;

        protected override Tensor UpperCost(Tensor lower, Tensor upper, Minibatch? batch) => lower.square().sum() / 2;
    }
}
