using Hodl.Core.Data;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Solvers;

public sealed class CharbonnierErrorTests
{
    [Fact]
    public void Gradient_IsThatOfTheValueAndItsSlopeIsWithinTheBound()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var loss = new CharbonnierError();
        var batch = new Batch(zeros(2, 3, float64), randn([2, 3], dtype: float64, generator: random));
        var u = randn([2, 3], dtype: float64, generator: random).requires_grad_();
        var expected = Autograd.Grad([loss.Value(new(u), batch)], [u])[0];
        Assert.True((expected - loss.Gradient(new(u), batch)[0]).abs().max().item<double>() < 1e-15);

        // The slope is steepest at the target.
        var at = batch.Target!;
        var slope = (loss.Gradient(new(at + 1e-7), batch)[0] - loss.Gradient(new(at), batch)[0]) / 1e-7;
        Assert.Equal(loss.Smoothness(batch), slope.max().item<double>(), loss.Smoothness(batch) * 1e-6);
        Assert.Equal(0, loss.Value(new(at), batch).item<double>(), 15);
    }
}
