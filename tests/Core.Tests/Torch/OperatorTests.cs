using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Hodl.Core.Tests.Torch;

/// <summary>Each group of operators against numbers worked out by hand: the names reach the operators they mean.</summary>
public sealed class OperatorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Arithmetic_WithScalars_KeepsSidesAndTypes()
    {
        var x = tensor([1f, 2f, 4f]);
        Is([9, 8, 6], 10 - x);
        Is([8, 4, 2], 8 / x);
        Is([-1, -2, -4], -x);
        Is([1, 4, 16], x.pow(2));
        Is([3, 6, 12], 3 * x);
        Is([1, 0, 1], x.remainder(tensor([3f])).sub(tensor([0f, 2f, 0f])));
        Is([3, 4, 6], x.add(tensor([1f]), 2));
        Is([2, 2, 2], x.clamp(2, 2));
        Is([0, 1, 2], x.div(2, RoundingMode.floor));
        Assert.Equal(ScalarType.Float32, (x * 2.5).dtype);
        Assert.Equal(ScalarType.Float32, (tensor([1L]) * 2.5).dtype);
    }

    [Fact]
    public void InPlace_ReturnsTheSameObject()
    {
        var x = tensor([1f, 2f]);
        Assert.Same(x, x.add_(1).mul_(2).sub_(tensor([1f])).div_(3));
        Is([1, 5f / 3], x);
        Is([0, 0], x.zero_());
        Is([7, 7], x.fill_(7));
        Is([1, 2], x.copy_(tensor([1f, 2f])));
        Is([1.5f, 3], x.addcmul_(x, tensor([1f]), 0.5));
    }

    [Fact]
    public void Comparison_GivesBooleans()
    {
        var x = tensor([1f, 2f, 3f]);
        Assert.Equal([false, true, false], (x == 2).data<bool>().ToArray());
        Assert.Equal([true, true, false], (x < 2.5).data<bool>().ToArray());
        Assert.Equal([false, true, false], ((x >= 2) & (x != 3)).data<bool>().ToArray());
        Is([1, -1, -1], where(x.gt(1), tensor(-1f), x));
        Assert.True(x.allclose(x + 1e-9));
        Assert.True(x.gt(0).all().item<bool>());
    }

    [Fact]
    public void Reduction_OverDimensions_ReducesThose()
    {
        var x = arange(6, dtype: ScalarType.Float32).reshape(2, 3);
        Is([15], x.sum());
        Is([3, 12], x.sum(1));
        Is([15], x.sum(0, 1));
        Is([1.5f, 2.5f, 3.5f], x.mean([0]));
        Is([5], x.max());
        var (values, indices) = x.max(1);
        Is([2, 5], values);
        Assert.Equal([2L, 2L], indices.data<long>().ToArray());
        Is([1, 1], x.std(1));
        Is([2f / 3, 2f / 3], x.var(1, unbiased: false));
        Assert.Equal([1, 3], x.sum([0], keepdim: true).shape);
        Assert.Equal(MathF.Sqrt(55), x.norm().item<float>(), 1e-5f);
        Is([5, 4], x.flatten().topk(2).Item1);
        Assert.Equal([2L, 1L, 0L], x[0].argsort(descending: true).data<long>().ToArray());
        Is([0, 1, 3], x[0].cumsum(0));
    }

    [Fact]
    public void Shape_OfViews_IsWhatWasAsked()
    {
        var x = arange(6).reshape(1, 2, 3);
        Assert.Equal([2, 3], x.squeeze(0).shape);
        Assert.Equal([3, 2, 1], x.permute(2, 1, 0).shape);
        Assert.Equal([1, 3, 2], x.transpose(1, 2).shape);
        Assert.Equal([4, 2, 3], x.expand(4, -1, -1).shape);
        Assert.Equal([1, 2, 1, 3], x.unsqueeze(2).shape);
        Assert.Equal([2, 2, 3], cat([x, x]).shape);
        Assert.Equal([2, 1, 2, 3], stack([x, x]).shape);
        Assert.Equal([6], x.flatten().shape);
        Assert.Equal([1, 2, 3, 1], x.unflatten(-1, 3, 1).shape);
        Assert.Equal([2, 1, 0, 5, 4, 3], x.flip(2).flatten().data<long>().ToArray());
        Assert.Equal([2, 0, 1, 5, 3, 4], x.roll(1, 2).flatten().data<long>().ToArray());
        Assert.Equal(3, x.split(1, 2).Length);
        Assert.Equal([[0, 1], [2]], arange(3).split([2, 1]).Select(t => t.data<long>().ToArray()));
    }

    [Fact]
    public void Indexing_EveryKind_SelectsAndWrites()
    {
        var x = arange(24, dtype: ScalarType.Float32).reshape(2, 3, 4);
        Is([23], x[1, 2, 3]);
        Assert.Equal([3, 4], x[1].shape);
        Is([12, 16, 20], x[1, TensorIndex.Colon, 0]);
        Is([3, 15], x[TensorIndex.Ellipsis, 0, 3]);
        Is([1, 3], x[0, 0, TensorIndex.Slice(1, null, 2)]);
        Is([2, 3], x[0, 0, 2..]);
        Is([1, 2], x[0, 0, 1..^1]);
        Is([3], x[0, 0, ^1]);
        Assert.Equal([2, 1, 3, 4], x[TensorIndex.Colon, TensorIndex.None].shape);
        Is([0, 8], x[0, TensorIndex.Tensor(tensor([0L, 2L])), 0]);
        Is([22, 23], x[TensorIndex.Tensor(x > 21)]);
        x[0, 0, ..2] = tensor(-1f);
        Is([-1, -1, 2, 3], x[0, 0]);
        x[TensorIndex.Tensor(x < 0)] = tensor(9f);
        Is([9, 9, 2, 3], x[0, 0]);
        Is([2, 3], x.masked_select(x.lt(4)));
        Is([9, 12], x.flatten().index_select(0, tensor([0L, 12L])));
    }

    [Fact]
    public void LinearAlgebra_SolvesWhatItSays()
    {
        var a = tensor([4.0, 1.0, 1.0, 3.0], [2, 2]);
        var b = tensor([1.0, 2.0], [2, 1]);
        var x = linalg.solve(a, b);
        Assert.True(a.mm(x).allclose(b));
        var l = linalg.cholesky(a);
        Assert.True(l.mm(l.t()).allclose(a));
        Assert.True(cholesky_solve(b, l).allclose(x));
        Assert.True(a.mm(linalg.inv(a)).allclose(eye(2, dtype: ScalarType.Float64)));
        var (u, s, vh) = linalg.svd(a);
        Assert.True(u.mm(diag(s)).mm(vh).allclose(a));
        Assert.True(linalg.svdvals(a).allclose(s));
        var (w, v) = linalg.eigh(a);
        Assert.True((v * w).mm(v.t()).allclose(a));
        Assert.True(addmm(b, a, x, 1, -1).allclose(zeros_like(b)));
        Assert.Equal(11.0, linalg.det(a).item<double>(), 1e-12);
        Assert.Equal(Math.Sqrt(27), linalg.norm(a).item<double>(), 1e-12);
        Assert.True(a.mv(tensor([1.0, 1.0])).allclose(tensor([5.0, 4.0])));
        Assert.Equal(5.0, tensor([1.0, 2.0]).dot(tensor([1.0, 2.0])).item<double>());
        Assert.True(stack([a, a]).bmm(stack([x, x]))[1].allclose(b));
    }

    [Fact]
    public void Fourier_AndBack_IsTheIdentity()
    {
        var x = randn(3, 4, 5, ScalarType.Float64);
        Assert.True(fft.ifft2(fft.fft2(x)).real.allclose(x));
        Assert.True(fft.irfft2(fft.rfft2(x), [4, 5]).allclose(x));
        Assert.Equal(x.square().sum().item<double>(), fft.fft2(x, norm: FFTNormType.Ortho).abs().square().sum().item<double>(), 1e-10);
        var z = fft.fft2(x);
        Assert.True(z.conj().imag.allclose(-z.imag));
        Assert.True(view_as_complex(view_as_real(z)).Equals(z));
        Assert.Equal(z.real.flatten()[3].item<double>(), z.data<System.Numerics.Complex>().ToArray()[3].Real);
    }

    [Fact]
    public void Losses_OfKnownValues_AreThose()
    {
        var x = tensor([1f, 2f]);
        var y = tensor([0f, 4f]);
        Is([2.5f], F.mse_loss(x, y));
        Is([5], F.mse_loss(x, y, nn.Reduction.Sum));
        Is([1.5f], F.l1_loss(x, y));
        Assert.Equal(MathF.Log(4), F.cross_entropy(zeros(2, 4), tensor([1L, 2L])).item<float>(), 1e-6f);
        Assert.Equal(MathF.Log(2), F.binary_cross_entropy_with_logits(zeros(3), ones(3)).item<float>(), 1e-6f);
    }

    [Fact]
    public void Interpolate_OfARamp_StaysARamp()
    {
        var x = arange(4, dtype: ScalarType.Float32).reshape(1, 1, 1, 4);
        Is([0, 1, 2, 3, 0, 1, 2, 3], F.interpolate(x, size: [2, 4]));
        Is([0, 0.5f, 1, 1.5f, 2, 2.5f, 3], F.interpolate(x, size: [1, 7], mode: InterpolationMode.Bilinear, align_corners: true));
        Is([0, 0, 1, 1, 2, 2, 3, 3], F.interpolate(x, scale_factor: [1, 2]));
        Assert.Equal([1, 1, 1, 2], F.interpolate(x, size: [1, 2], mode: InterpolationMode.Bicubic, antialias: true).shape);
    }

    [Fact]
    public void Creation_OfEveryKind_HasItsTypeAndValues()
    {
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Is([0, 0.5f, 1], arange(0, 1.5, 0.5));
        Is([0, 1, 2], linspace(0, 2, 3));
        Assert.Equal(ScalarType.Float64, tensor([1.0]).dtype);
        Assert.Equal([2, 2], from_array(new float[,] { { 1, 2 }, { 3, 4 } }).shape);
        Is([1, 2, 3, 4], from_array(new float[,] { { 1, 2 }, { 3, 4 } }));
        Is([5, 5], full(2L, 5f));
        Assert.Equal(ScalarType.Float64, zeros_like(ones(2), ScalarType.Float64).dtype);
        Assert.Throws<ArgumentException>(() => tensor([1f, 2f, 3f], [2, 2]));
        Assert.True(rand(1000).lt(1).all().item<bool>());
        Is([3, 4], tensor(3.0, ScalarType.Float32).expand(2) + tensor([0f, 1f]));
    }

    private static void Is(float[] expected, Tensor actual) => Assert.Equal(expected, actual.@float().flatten().data<float>().ToArray());
}
