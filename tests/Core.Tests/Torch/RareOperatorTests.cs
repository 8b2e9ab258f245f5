using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Hodl.Core.Tests.Torch;

/// <summary>Operators that few lines use: each is called once, so that its arguments are known to fit libtorch's schema.</summary>
public sealed class RareOperatorTests
{
    private static readonly Dictionary<string, (Func<Tensor> Apply, double[] Expected)> Operators = new()
    {
        ["addbmm"] = (() => ones(1, 1).addbmm(full([2, 1, 3], 1f), full([2, 3, 1], 1f), 1, 2), [13]),
        ["baddbmm"] = (() => ones(1, 1, 1).baddbmm(full([1, 1, 3], 1f), full([1, 3, 1], 1f)), [4]),
        ["addr"] = (() => zeros(1, 2).addr(tensor([2f]), tensor([3f, 4f])), [6, 8]),
        ["addmv"] = (() => tensor([1f]).addmv(tensor([2f, 3f], [1, 2]), tensor([1f, 1f])), [6]),
        ["lerp"] = (() => tensor([0f]).lerp(tensor([10f]), tensor([0.25f])), [2.5]),
        ["quantile"] = (() => tensor([1f, 2f, 3f]).quantile(tensor([0.5f])), [2]),
        ["logsumexp"] = (() => zeros(1, 2).logsumexp(1).exp(), [2]),
        ["median"] = (() => tensor([3f, 1f, 2f]).median(), [2]),
        ["count_nonzero"] = (() => tensor([0f, 1f, 2f]).count_nonzero(), [2]),
        ["prod"] = (() => tensor([2f, 3f]).prod(0), [6]),
        ["amax"] = (() => tensor([1f, 5f, 2f, 3f], [2, 2]).amax([1]), [5, 3]),
        ["sort"] = (() => tensor([3f, 1f]).sort().Item1, [1, 3]),
        ["cumprod"] = (() => tensor([2f, 3f]).cumprod(0), [2, 6]),
        ["index_copy_"] = (() => zeros(2).index_copy_(0, tensor([1L]), tensor([7f])), [0, 7]),
        ["index_fill_"] = (() => zeros(2).index_fill_(0, tensor([1L]), 7), [0, 7]),
        ["index_add_"] = (() => ones(2).index_add_(0, tensor([1L]), tensor([7f]), 2), [1, 15]),
        ["index_put_"] = (() => zeros(3).index_put_(tensor([4f]), [tensor([2L, 2L])], accumulate: true), [0, 0, 8]),
        ["masked_scatter_"] = (() => zeros(2).masked_scatter_(tensor([false, true]), tensor([7f])), [0, 7]),
        ["masked_fill"] = (() => zeros(2).masked_fill(tensor([false, true]), 7), [0, 7]),
        ["scatter_add"] = (() => zeros(2).scatter_add(0, tensor([1L, 1L]), tensor([3f, 4f])), [0, 7]),
        ["take_along_dim"] = (() => tensor([5f, 6f]).take_along_dim(tensor([1L]), 0), [6]),
        ["nonzero"] = (() => tensor([0f, 3f]).nonzero().flatten(), [1]),
        ["tensordot"] = (() => ones(2, 3).tensordot(ones(3, 2), [1], [0]).flatten(), [3, 3, 3, 3]),
        ["matrix_power"] = (() => (eye(1) * 2).matrix_power(3).flatten(), [8]),
        ["matrix_exp"] = (() => zeros(1, 1).matrix_exp().flatten(), [1]),
        ["kron"] = (() => ones(1, 2).kron(ones(1, 2) * 2).flatten(), [2, 2, 2, 2]),
        ["trace"] = (() => eye(3).trace(), [3]),
        ["pinverse"] = (() => (eye(1) * 2).pinverse().flatten(), [0.5]),
        ["unfold"] = (() => arange(4).unfold(0, 2, 2).flatten(), [0, 1, 2, 3]),
        ["as_strided"] = (() => arange(4).as_strided([2], [2]), [0, 2]),
        ["diag_embed"] = (() => ones(1).diag_embed().flatten(), [1]),
        ["tril"] = (() => ones(2, 2).tril().flatten(), [1, 0, 1, 1]),
        ["diff"] = (() => tensor([1f, 4f, 9f]).diff(), [3, 5]),
        ["repeat_interleave"] = (() => tensor([1f, 2f]).repeat_interleave(2), [1, 1, 2, 2]),
        ["rot90"] = (() => tensor([1f, 2f, 3f, 4f], [2, 2]).rot90().flatten(), [2, 4, 1, 3]),
        ["tile"] = (() => tensor([1f]).tile([3]), [1, 1, 1]),
        ["movedim"] = (() => ones(1, 2, 3).movedim([0], [2]).sum(), [6]),
        ["multinomial"] = (() => tensor([0f, 1f]).multinomial(1), [1]),
        ["bernoulli"] = (() => bernoulli(ones(2)), [1, 1]),
        ["exponential_"] = (() => zeros(3).exponential_().gt(0).all(), [1]),
        ["normal"] = (() => normal(tensor([5f]), tensor([0f])), [5]),
        ["poisson"] = (() => zeros(2).poisson(), [0, 0]),
        ["nan_to_num"] = (() => tensor([float.NaN, 1f]).nan_to_num(), [0, 1]),
        ["round"] = (() => tensor([1.26f]).round(1), [1.3]),
        ["hypot"] = (() => tensor([3f]).hypot(tensor([4f])), [5]),
        ["atan2"] = (() => tensor([0f]).atan2(tensor([1f])), [0]),
        ["cdist"] = (() => cdist(zeros(1, 2), tensor([3f, 4f], [1, 2])).flatten(), [5]),
        ["searchsorted"] = (() => searchsorted(tensor([1f, 2f, 3f]), tensor([2.5f])), [2]),
        ["meshgrid"] = (() => meshgrid([arange(2), arange(2)])[1].flatten(), [0, 1, 0, 1]),
        ["broadcast_tensors"] = (() => broadcast_tensors(ones(2, 1), ones(1, 2))[0].sum(), [4]),
        ["block_diag"] = (() => block_diag(ones(1, 1), ones(1, 1)).flatten(), [1, 0, 0, 1]),
        ["polar"] = (() => polar(ones(1) * 2, zeros(1)).real, [2]),
        ["matrix_norm"] = (() => linalg.matrix_norm(ones(2, 2)), [2]),
        ["vector_norm"] = (() => linalg.vector_norm(tensor([-1f, 2f]), 1), [3]),
        ["norm nuc"] = (() => linalg.norm(eye(2), "nuc"), [2]),
        ["cond"] = (() => linalg.cond(eye(2)), [1]),
        ["matrix_rank"] = (() => linalg.matrix_rank(eye(3)), [3]),
        ["lstsq"] = (() => linalg.lstsq(eye(1) * 2, ones(1, 1)).Item1.flatten(), [0.5]),
        ["multi_dot"] = (() => linalg.multi_dot([eye(2), ones(2, 1)]).flatten(), [1, 1]),
        ["qr"] = (() => linalg.qr(eye(2)).Item2.abs().flatten(), [1, 0, 0, 1]),
        ["eigvals"] = (() => linalg.eigvals(eye(1) * 3).real, [3]),
        ["slogdet"] = (() => linalg.slogdet(eye(2)).Item1, [1]),
        ["pinv"] = (() => linalg.pinv(eye(1) * 4).flatten(), [0.25]),
        ["fftn"] = (() => fft.ifftn(fft.fftn(tensor([1f, 2f]))).real, [1, 2]),
        ["fft"] = (() => fft.ifft(fft.fft_(tensor([1f, 2f]))).real, [1, 2]),
        ["rfft"] = (() => fft.irfft(fft.rfft(tensor([1f, 2f])), 2), [1, 2]),
        ["fftfreq"] = (() => fft.fftfreq(4), [0, 0.25, -0.5, -0.25]),
        ["fftshift"] = (() => fft.ifftshift(fft.fftshift(tensor([1f, 2f, 3f]))), [1, 2, 3]),
        ["batch_norm running"] = (() => F.batch_norm(ones(2, 1, 1, 1), ones(1), ones(1)), [0, 0]),
        ["adaptive_avg_pool2d"] = (() => F.adaptive_avg_pool2d(ones(1, 1, 4, 4), [1, 1]).flatten(), [1]),
        ["huber_loss"] = (() => F.huber_loss(zeros(1), ones(1) * 3), [2.5]),
        ["smooth_l1_loss"] = (() => F.smooth_l1_loss(zeros(1), ones(1) * 3), [2.5]),
        ["nll_loss"] = (() => F.nll_loss(tensor([0f, -2f], [1, 2]), tensor([1L])), [2]),
        ["binary_cross_entropy"] = (() => F.binary_cross_entropy(ones(1), ones(1)), [0]),
        ["softshrink"] = (() => F.softshrink(tensor([2f, 0.1f, -2f])), [1.5, 0, -1.5]),
        ["leaky_relu"] = (() => F.leaky_relu(tensor([-1f]), 0.25), [-0.25]),
        ["elu"] = (() => F.elu(tensor([1f]), 1), [1]),
        ["threshold"] = (() => tensor([0.5f, 2f]).threshold(1, -1), [-1, 2]),
        ["hardtanh"] = (() => tensor([5f]).hardtanh(-1, 1), [1]),
        ["normalize"] = (() => F.normalize(tensor([3f, 4f], [1, 2])).flatten(), [0.6, 0.8]),
        ["conv2d same"] = (() => F.conv2d_padding(ones(1, 1, 2, 2), ones(1, 1, 3, 3), padding: Padding.Same).flatten(), [4, 4, 4, 4]),
        ["interpolate area"] = (() => F.interpolate(ones(1, 1, 4, 4), size: [1, 1], mode: InterpolationMode.Area).flatten(), [1]),
    };

    public static TheoryData<string> Names => [.. Operators.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Operator_CalledOnce_GivesTheKnownNumbers(string name)
    {
        using var scope = NewDisposeScope();
        var (apply, expected) = Operators[name];
        var actual = apply().@double().flatten().data<double>().ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }
}
