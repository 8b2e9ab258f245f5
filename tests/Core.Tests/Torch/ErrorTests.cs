using System.Runtime.InteropServices;
using Hodl.Core.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

public sealed class ErrorTests
{
    public static TheoryData<string, Action> Failures => new()
    {
        { "sizes", () => _ = zeros(2) + zeros(3) },
        { "index", () => zeros(2).select(0, 5) },
        { "dimension", () => zeros(2).sum(7) },
        { "reshape", () => zeros(5).reshape(2, 2) },
        { "dtype", () => zeros(2, 2).MatMul(zeros(2, 2, ScalarType.Float64)) },
        { "not positive definite", () => linalg.cholesky(-eye(3)) },
        { "singular", () => linalg.inv(zeros(2, 2)) },
        { "no graph", () => zeros(1).backward() },
        { "freed graph", TwiceBackward },
        { "in place on a leaf", () => zeros(2, requires_grad: true).add_(1) },
        { "changed since saved", ChangedInPlace },
        { "freed graph, once more", TwiceGrad },
        { "batch of products", () => zeros(2, 3, 4).MatMul(zeros(2, 5, 4)) },
        { "weight of another shape", () => Autograd.Grad([ones(2, requires_grad: true) * 2], [ones(2, requires_grad: true)], [ones(3)], allowUnused: true) },
        { "unused input", () => Autograd.Grad([ones(1, requires_grad: true) * 2], [ones(1, requires_grad: true)]) },
        { "integer gradient", () => tensor([1L]).requires_grad_() },
        { "memory", () => empty(1L << 60) },
        { "memory in a product", () => zeros(1L << 24, 1).MatMul(zeros(1, 1L << 24)) },
        { "memory in a derivative", OutOfMemoryInDerivative },
        { "negative size", () => empty(-1) },
        { "no such device", () => zeros(1).to("xla:0") },
        { "convolution", () => nn.functional.conv2d(zeros(1, 2, 4, 4), zeros(1, 3, 3, 3)) },
        { "fft", () => fft.fft2(zeros(2, 2), s: [-5, 1]) },
        { "padding", () => nn.functional.pad(zeros(1, 1, 2, 2), [9, 9, 9, 9], PaddingModes.Reflect) },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_OfAnyKind_IsATorchExceptionAndTheProcessLivesOn(string what, Action action)
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsAny<TorchException>(action);
        Assert.False(string.IsNullOrWhiteSpace(error.Message), what);
        Assert.IsAssignableFrom<ExternalException>(error);
        Assert.Equal(4.0, ones(2, 2).sum().ToDouble());
    }

    [Fact]
    public void Message_OfLibtorch_HasNoBacktrace()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<TorchException>(() => zeros(2) + zeros(3));
        Assert.Contains("must match the size", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("frame #", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DisposedTensor_Used_ThrowsInvalidOperation()
    {
        var x = zeros(2);
        x.Dispose();
        x.Dispose();
        Assert.True(x.IsInvalid);
        Assert.ThrowsAny<InvalidOperationException>(() => x + 1);
        Assert.ThrowsAny<InvalidOperationException>(() => x.shape);
    }

    [Fact]
    public void Item_OfTheWrongType_SaysBoth()
    {
        using var x = tensor([1.0]);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => x.item<float>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_OnManyThreads_KeepTheirOwnMessages() =>
        Parallel.For(0, 64, i =>
        {
            using var scope = NewDisposeScope();
            var error = Assert.Throws<TorchException>(() => zeros(i + 2) + zeros(i + 100));
            Assert.Contains($"({i + 2})", error.Message, StringComparison.Ordinal);
        });

    private static void TwiceBackward()
    {
        var y = ones(1, requires_grad: true).exp();
        y.backward();
        y.backward();
    }

    private static void TwiceGrad()
    {
        var x = ones(1, requires_grad: true);
        var y = x.exp();
        Autograd.Grad([y], [x]);
        Autograd.Grad([y], [x]);
    }

    private static void OutOfMemoryInDerivative()
    {
        var x = ones(1, requires_grad: true);
        Autograd.Grad([Wide(x)], [x]);
    }

    // Its derivative is a tensor of 4 EiB.
    private static Tensor Wide(Tensor x) => CustomFunction.Apply([x], _ => x * 2, (_, g) => [g.expand(1L << 60).contiguous()]);

    private static void ChangedInPlace()
    {
        var y = ones(1, requires_grad: true).exp();
        y.mul_(2);
        y.sum().backward();
    }
}
