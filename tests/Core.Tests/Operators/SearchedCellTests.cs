using Hodl.Core.Imaging;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.WeightedNorms;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

public sealed class SearchedCellTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bind_MixedAndDiscreteWithLargeKernels_DoesNotExpand(bool discrete)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var cell = new SearchedCell(3, 2, random, float64, CPU);
        using (no_grad())
        {
            foreach (var parameter in cell.parameters())
            {
                parameter.mul_(20);
            }
        }

        if (discrete)
        {
            cell.Discretize();
        }

        var u = randn([2, 3, 8, 9], dtype: float64, generator: random);
        var bound = cell.Bind();
        var d = new BoundOperator(x => new(bound(x[0])), EuclideanNorm.Instance);
        Assert.InRange(ExpansionProbe.LargestRatio(d, new(u), random, rounds: 2, ascents: 5), 0.01, 1 + 1e-9);
    }

    [Fact]
    public void Discretize_KeepsTheLeadingOperationOfEachEdgeForGood()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var ungraded = no_grad();
        using var cell = new SearchedCell(2, 2, random, float64, CPU);
        var alpha = cell.named_parameters().Single(pair => pair.Item1 == "alpha").Item2;
        alpha[0, (long)SearchOperation.Skip].fill_(5);
        alpha[1, (long)SearchOperation.Dilated3].fill_(5);
        alpha[2, (long)SearchOperation.Residual1].fill_(5);
        Assert.False(cell.IsDiscrete);
        cell.Discretize();
        alpha.mul_(-1);
        cell.Discretize();

        Assert.True(cell.IsDiscrete);
        Assert.Equal(
            [(0, 1, SearchOperation.Skip), (0, 2, SearchOperation.Dilated3), (1, 2, SearchOperation.Residual1)],
            cell.Architecture().Select(edge => (edge.From, edge.To, edge.Operation)));
        var x = randn([1, 2, 6, 6], dtype: float64, generator: random);
        Assert.Equal(x.shape, cell.Bind()(x).shape);
    }

    [Fact]
    public void Retinex_OfTheTrueIllumination_GivesTheTruth()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var (y, x) = (rand([1, 3, 4, 4], dtype: float64, generator: random) * 0.2, rand([1, 3, 4, 4], dtype: float64, generator: random) + 0.1);
        Assert.True(Retinex.Recover(y, Retinex.Log(y) - x.log()).allclose(x, 1e-12, 1e-12));
    }
}
