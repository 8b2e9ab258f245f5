using Hodl.Core.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

public sealed class CustomFunctionTests
{
    [Fact]
    public void Apply_SavedInput_GivesFirstAndSecondDerivative()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, -2.0, 3.0], requires_grad: true);
        var y = Cube(x);
        var first = Autograd.Grad([y.sum()], [x], createGraph: true)[0];
        var second = Autograd.Grad([first.sum()], [x])[0];
        Assert.Equal([1.0, -8.0, 27.0], y.ToArray<double>());
        Assert.Equal([3.0, 12.0, 27.0], first.ToArray<double>());
        Assert.Equal([6.0, -12.0, 18.0], second.ToArray<double>());
    }

    [Fact]
    public void Apply_SavedOutput_GivesDerivative()
    {
        using var scope = NewDisposeScope();
        var x = tensor([0.5, 1.0], requires_grad: true);
        var y = CustomFunction.Apply(
            [x],
            ctx =>
            {
                var e = x.exp();
                ctx.save_for_backward([e]);
                return e;
            },
            (ctx, g) => [g * ctx.get_saved_variables()[0]]);
        Assert.True(y.requires_grad);
        var second = Autograd.Grad([Autograd.Grad([y.sum()], [x], createGraph: true)[0].sum()], [x])[0];
        Assert.True(second.allclose(x.exp()));
    }

    [Fact]
    public void Apply_BackwardThrows_CallerGetsTheSameException()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = CustomFunction.Apply([x], _ => x.clone(), (_, _) => throw new InvalidDataException("no adjoint here"));
        var error = Assert.Throws<InvalidDataException>(() => Autograd.Backward(y.sum()));
        Assert.Equal("no adjoint here", error.Message);
        Assert.Equal(2.0, ones(2).sum().ToDouble());
    }

    [Fact]
    public void Apply_ForwardThrows_CallerGetsTheSameException()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        Assert.Throws<TorchException>(() => CustomFunction.Apply([x], _ => x.MatMul(ones(3, 3)), (_, g) => [g]));
    }

    [Fact]
    public void Apply_NullGradient_LeavesThatInputAlone()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var w = ones(2, requires_grad: true);
        var y = CustomFunction.Apply([x, w], _ => x * w, (_, g) => [g * 5, null]);
        var grads = Autograd.Grad([y.sum()], [x, w], allowUnused: true);
        Assert.Equal([5f, 5f], grads[0].ToArray<float>());
        Assert.Null(grads[1]);
    }

    [Fact]
    public void Apply_SeveralOutputs_EachHasItsGradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor([2.0], requires_grad: true);
        var outputs = CustomFunction.Apply([x], _ => [x * 2, x * 3], (_, g) => [g[0] * 2 + g[1] * 3]);
        Assert.Equal(8.0, Autograd.Grad([outputs[0] + outputs[1] * 2], [x])[0].item<double>());
    }

    [Fact]
    public void Apply_NoGrad_RecordsNothing()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var x = ones(2, requires_grad: true);
        Assert.False(CustomFunction.Apply([x], _ => x * 2, (_, g) => [g]).requires_grad);
    }

    [Fact]
    public void Grad_BackwardThrows_CallerGetsTheSameExceptionAndTheNextCallIsRight()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = CustomFunction.Apply([x], _ => x.clone(), (_, _) => throw new InvalidDataException("no adjoint here"));
        Assert.Throws<InvalidDataException>(() => Autograd.Grad([y.sum()], [x], retainGraph: true, allowUnused: true));
        Assert.Equal([2f, 2f], Autograd.Grad([(x * 2).sum()], [x])[0].ToArray<float>());
    }

    [Fact]
    public void Apply_TwoUsesAtOnce_EachKeepsItsOwnState()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        var outputs = Enumerable.Range(1, 3).Select(factor => CustomFunction.Apply([x], _ => x * factor, (_, g) => [g * factor])).ToList();
        Assert.Equal([6.0, 6.0], Autograd.Grad([(outputs[0] + outputs[1] + outputs[2]).sum()], [x])[0].ToArray<double>());
    }

    private static Tensor Cube(Tensor x) => CustomFunction.Apply(
        [x],
        ctx =>
        {
            ctx.save_for_backward([x]);
            return x.pow(3);
        },
        (ctx, g) => [g * ctx.get_saved_variables()[0].square() * 3]);
}
