using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Solvers;

/// <summary>∂/∂u by autograd, inside and outside of a graph.</summary>
public sealed class CostGradientTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradient_AtAViewOfAParameter_IsTheSameInsideAndOutsideOfAGraph(bool graph)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var mode = set_grad_enabled(graph);
        var omega = Parameters.Of(randn([2L, 3L], dtype: float64, generator: random));
        var u = new State(omega.unsqueeze(0).expand([4L, 2L, 3L]));  // u^0 = ω for each of four, as MAML starts

        var gradient = CostGradient.Of(x => x[0].pow(3).sum(), u)[0];
        var ofLoss = new FunctionLoss((x, _) => x[0].pow(3).sum()).Gradient(u, new(zeros(1)))[0];

        Assert.True((gradient - (u[0].square() * 3)).abs().max().item<double>() < 1e-14);
        Assert.Equal(0, (gradient - ofLoss).abs().max().item<double>());
        Assert.Equal(graph, gradient.requires_grad);
    }
}
