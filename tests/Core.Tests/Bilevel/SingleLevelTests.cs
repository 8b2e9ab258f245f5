using Hodl.Core.Bilevel.SingleLevel;
using Hodl.Core.Imaging;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Bilevel;

/// <summary>Single-level learning, for comparison with bilevel methods: costs fall, constraints hold, known operators are found again.</summary>
public sealed class SingleLevelTests
{
    [Fact]
    public void TransformLearning_OnSignalsSparseUnderAnOrthonormalBasis_SparsifiesThem()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var (basis, _) = linalg.qr(randn([8, 8], dtype: float64, generator: random));
        var codes = randn([8, 400], dtype: float64, generator: random) * (rand([8, 400], dtype: float64, generator: random) < 0.25).to(float64);
        var learning = new TransformLearning(basis.MatMul(codes), 3, 1);
        var omega = linalg.qr(randn([8, 8], dtype: float64, generator: random)).Item1;
        var costs = new List<double> { learning.Cost(omega) };
        for (var i = 0; i < 100; i++)
        {
            omega = learning.Step(omega);
            costs.Add(learning.Cost(omega));
        }

        Assert.All(costs.Zip(costs.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1e-9));
        Assert.True(costs[^1] < 0.5 * costs[0], $"{costs[0]:G4} to {costs[^1]:G4}");
    }

    [Fact]
    public void ConvolutionalOperatorLearning_OnAPhantom_KeepsTheFrameAndLowersTheCost()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var learning = new ConvolutionalOperatorLearning(ImageTensor.From(SheppLogan.Draw(32), float64, CPU), 3, 0.001);
        var filters = linalg.qr(randn([9, 9], dtype: float64, generator: random)).Item1 / 3;
        var costs = new List<double> { learning.Cost(filters) };
        for (var i = 0; i < 30; i++)
        {
            filters = learning.Step(filters);
            costs.Add(learning.Cost(filters));
        }

        Assert.All(costs.Zip(costs.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1e-9));
        Assert.True(costs[^1] < 0.9 * costs[0], $"{costs[0]:G4} to {costs[^1]:G4}");
        Assert.True((filters.t().MatMul(filters) - (eye(9, dtype: float64) / 9)).abs().max().item<double>() < 1e-10);
    }

    [Fact]
    public void AnalysisOperatorLearning_OnNoisyPiecewiseConstantSignals_LowersTheCostOnTheFrame()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var jumps = randn([8, 300], dtype: float64, generator: random) * (rand([8, 300], dtype: float64, generator: random) < 0.2).to(float64);
        var signals = jumps.cumsum(0) + (randn([8, 300], dtype: float64, generator: random) * 0.05);
        var learning = new AnalysisOperatorLearning(signals, 20, 0.2);
        var (omega, x) = (AnalysisOperatorLearning.Project(randn([12, 8], dtype: float64, generator: random)), signals);
        (omega, x) = learning.Step(omega, x, 1);
        var first = learning.Cost(omega, x);
        for (var i = 2; i < 150; i++)
        {
            (omega, x) = learning.Step(omega, x, i);
        }

        Assert.True(learning.Cost(omega, x) < 0.9 * first, $"{first:G4} to {learning.Cost(omega, x):G4}");
        Assert.True((omega.t().MatMul(omega) - eye(8, dtype: float64)).abs().max().item<double>() < 1e-10);
    }
}
