using Hodl.Core.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

public sealed class SmokeTests
{
    [Fact]
    public void Add_TwoTensors_AddsElementwise()
    {
        using var scope = NewDisposeScope();
        var sum = tensor([1f, 2f, 3f]) + tensor([10f, 20f, 30f]);
        Assert.Equal([11f, 22f, 33f], sum.ToArray<float>());
        Assert.Equal([2f, 4f, 6f], (tensor([1f, 2f, 3f]) * 2).ToArray<float>());
        Assert.Equal(ScalarType.Int64, (tensor([1L, 2L]) * 2).dtype);
    }

    [Fact]
    public void Grad_OfSquare_IsTwiceTheInput()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0], requires_grad: true);
        var first = Autograd.Grad([(x * x * x).sum()], [x], createGraph: true)[0];
        var second = Autograd.Grad([first.sum()], [x])[0];
        Assert.Equal([6.0, 12.0], second.ToArray<double>());
    }

    [Fact]
    public void Matmul_WrongShapes_ThrowsAndLivesOn()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<TorchException>(() => zeros(2, 3).MatMul(zeros(2, 3)));
        Assert.Contains("shapes cannot be multiplied", error.Message, StringComparison.Ordinal);
        Assert.Equal(3.0, ones(3).sum().ToDouble());
    }

    [Fact]
    public void Conv2d_OfOnes_CountsTheWindow()
    {
        using var scope = NewDisposeScope();
        var y = nn.functional.conv2d(ones(1, 1, 4, 4), ones(1, 1, 3, 3), padding: [1, 1]);
        Assert.Equal(9f, y[0, 0, 1, 1].item<float>());
        Assert.Equal(4f, y[0, 0, 0, 0].item<float>());
        Assert.Equal([4f, 6f, 6f, 4f], y[0, 0, 0, TensorIndex.Colon].ToArray<float>());
    }

    [Fact]
    public void Scope_Disposed_DisposesItsTensors()
    {
        Tensor kept, lost;
        using (NewDisposeScope())
        {
            lost = zeros(3);
            kept = zeros(3).MoveToOuterDisposeScope();
        }
        Assert.True(lost.IsInvalid);
        Assert.False(kept.IsInvalid);
        kept.Dispose();
    }
}
