using System.Runtime.InteropServices;
using Hodl.Core.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

public sealed class ErrorTests
{
    public static TheoryData<string, TorchErrorKind, Action> Failures => new()
    {
        { "sizes", TorchErrorKind.General, () => _ = zeros(2) + zeros(3) },
        { "index", TorchErrorKind.Index, () => zeros(2).select(0, 5) },
        { "dimension", TorchErrorKind.Index, () => zeros(2).sum(7) },
        { "reshape", TorchErrorKind.General, () => zeros(5).reshape(2, 2) },
        { "dtype", TorchErrorKind.General, () => zeros(2, 2).matmul(zeros(2, 2, ScalarType.Float64)) },
        { "not positive definite", TorchErrorKind.General, () => linalg.cholesky(-eye(3)) },
        { "singular", TorchErrorKind.General, () => linalg.inv(zeros(2, 2)) },
        { "no graph", TorchErrorKind.General, () => zeros(1).backward() },
        { "freed graph", TorchErrorKind.General, TwiceBackward },
        { "in place on a leaf", TorchErrorKind.General, () => zeros(2, requires_grad: true).add_(1) },
        { "changed since saved", TorchErrorKind.General, ChangedInPlace },
        { "unused input", TorchErrorKind.General, () => autograd.grad([ones(1, requires_grad: true) * 2], [ones(1, requires_grad: true)]) },
        { "integer gradient", TorchErrorKind.General, () => tensor([1L]).requires_grad_() },
        { "memory", TorchErrorKind.General, () => empty(1L << 60) },
        { "negative size", TorchErrorKind.General, () => empty(-1) },
        { "no such device", TorchErrorKind.General, () => zeros(1).to("xla:0") },
        { "convolution", TorchErrorKind.General, () => nn.functional.conv2d(zeros(1, 2, 4, 4), zeros(1, 3, 3, 3)) },
        { "fft", TorchErrorKind.General, () => fft.fft2(zeros(2)) },
        { "padding", TorchErrorKind.General, () => nn.functional.pad(zeros(1, 1, 2, 2), [9, 9, 9, 9], PaddingModes.Reflect) },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_OfAnyKind_IsATorchExceptionAndTheProcessLivesOn(string what, TorchErrorKind kind, Action action)
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsAny<TorchException>(action);
        Assert.False(string.IsNullOrWhiteSpace(error.Message), what);
        Assert.IsAssignableFrom<ExternalException>(error);
        Assert.True(error.Kind == kind || kind == TorchErrorKind.General, $"{what}: {error.Kind}");
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
    public void DisposedTensor_Used_ThrowsObjectDisposed()
    {
        var x = zeros(2);
        x.Dispose();
        x.Dispose();
        Assert.True(x.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => x + 1);
        Assert.Throws<ObjectDisposedException>(() => x.shape);
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

    private static void ChangedInPlace()
    {
        var y = ones(1, requires_grad: true).exp();
        y.mul_(2);
        y.sum().backward();
    }
}
