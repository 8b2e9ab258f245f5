using Hodl.Core.Torch;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Hodl.Core.Tests.Torch;

/// <summary>The operators that hypergradients go through, differentiated twice.</summary>
public sealed class DoubleBackwardTests
{
    public static TheoryData<string> Cases => [.. Operators.Keys];

    private static readonly Dictionary<string, (long[] Shape, Func<Tensor, Tensor> Apply)> Operators = new()
    {
        ["conv2d"] = ([2, 2, 6, 6], x => F.conv2d(x, Given(3, 2, 3, 3), Given(3), padding: [1, 1]).square()),
        ["conv2d strided"] = ([1, 2, 7, 7], x => F.conv2d(x, Given(4, 1, 3, 3), strides: [2, 2], dilation: [2, 2], groups: 2).square()),
        ["conv2d weight"] = ([3, 2, 3, 3], w => F.conv2d(Given(2, 2, 6, 6), w, padding: [1, 1]).square()),
        ["conv_transpose2d"] = ([1, 2, 4, 4], x => F.conv_transpose2d(x, Given(2, 3, 3, 3), strides: [2, 2], padding: [1, 1]).square()),
        ["conv_transpose2d weight"] = ([2, 3, 3, 3], w => F.conv_transpose2d(Given(1, 2, 4, 4), w).square()),
        ["conv1d"] = ([1, 2, 9], x => F.conv1d(x, Given(3, 2, 3)).square()),
        ["linear"] = ([3, 4], x => F.linear(x, Given(5, 4), Given(5)).tanh()),
        ["layer_norm"] = ([3, 5], x => F.layer_norm(x, [5], Given(5), Given(5))),
        ["group_norm"] = ([2, 4, 3, 3], x => F.group_norm(x, 2, Given(4), Given(4))),
        ["batch_norm"] = ([3, 4, 2, 2], x => F.batch_norm(x, null, null, Given(4), Given(4), training: true)),
        ["instance_norm"] = ([2, 3, 4, 4], x => F.instance_norm(x)),
        ["fft2"] = ([3, 4, 4], x => fft.fft2(x).abs().square()),
        ["fft2 ifft2"] = ([4, 4], x => fft.ifft2(fft.fft2(x.square()) * fft.fft2(Given(4, 4))).real),
        ["rfft2 irfft2"] = ([4, 5], x => fft.irfft2(fft.rfft2(x.square()) * fft.rfft2(Given(4, 5)), [4, 5])),
        ["cholesky"] = ([4, 4], x => linalg.cholesky(Positive(x))),
        ["cholesky_solve"] = ([4, 4], x => cholesky_solve(Given(4, 2), linalg.cholesky(Positive(x)))),
        ["solve"] = ([4, 4], x => linalg.solve(Positive(x), Given(4, 2))),
        ["solve_triangular"] = ([4, 4], x => linalg.solve_triangular(Positive(x).tril(), Given(4, 2), upper: false)),
        ["inv"] = ([3, 3], x => linalg.inv(Positive(x))),
        ["svdvals"] = ([4, 3], linalg.svdvals),
        ["svd"] = ([4, 3], Rank2),
        ["eigh"] = ([4, 4], x => linalg.eigvalsh(Positive(x))),
        ["norm"] = ([4, 3], x => linalg.norm(x, 2, [1])),
        ["matmul"] = ([3, 4], x => x.MatMul(x.t()).MatMul(x)),
        ["pad reflect"] = ([1, 1, 4, 4], x => F.pad(x, [2, 2, 1, 1], PaddingModes.Reflect).square()),
        ["pad circular"] = ([1, 1, 4, 4], x => F.pad(x, [2, 2, 1, 1], PaddingModes.Circular).square()),
        ["softplus"] = ([5], x => F.softplus(x)),
        ["log_softmax"] = ([3, 4], x => x.log_softmax(1)),
        ["cross_entropy"] = ([3, 4], x => F.cross_entropy(x, tensor([0L, 3L, 1L]))),
        ["bce"] = ([3, 4], x => F.binary_cross_entropy_with_logits(x, Given(3, 4).sigmoid())),
        ["interpolate"] = ([1, 1, 4, 4], x => F.interpolate(x.square(), size: [7, 6], mode: InterpolationMode.Bilinear)),
        ["avg_pool2d"] = ([1, 1, 6, 6], x => F.avg_pool2d(x.square(), 2)),
        ["max_pool2d"] = ([1, 1, 6, 6], x => F.max_pool2d(x, 2).square()),
        ["unfold fold"] = ([1, 1, 5, 5], x => F.fold(F.unfold(x, 3).square(), 5, 3)),
        ["indexing"] = ([4, 5], x => x[TensorIndex.Slice(1, 3), 2].square() * x[2, TensorIndex.Colon].prod()),
        ["gather"] = ([3, 4], x => x.gather(1, tensor([0L, 2L, 1L]).unsqueeze(1)).square()),
        ["std"] = ([3, 4], x => x.std(1)),
        ["einsum"] = ([3, 4], x => einsum("ij,kj->ik", x, x.square())),
        ["custom function"] = ([4], x => CustomFunction.Apply(
            [x],
            ctx =>
            {
                ctx.save_for_backward([x]);
                return x.pow(3);
            },
            (ctx, g) => [g * ctx.get_saved_variables()[0].square() * 3])),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void SecondDerivative_OfTheOperator_AgreesWithCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var (shape, apply) = Operators[name];
        GradientCheck.Agrees(apply, Given(shape));
    }

    /// <summary>The same numbers for the same shape: f must be one function.</summary>
    private static Tensor Given(params long[] shape)
    {
        using var generator = new Generator(5);
        return randn(shape, ScalarType.Float64, generator: generator);
    }

    private static Tensor Positive(Tensor x) => x.MatMul(x.t()) + eye(x.size(0), dtype: ScalarType.Float64);

    /// <summary>Through U and V, in a way that does not depend on their signs.</summary>
    private static Tensor Rank2(Tensor x)
    {
        var (u, s, vh) = linalg.svd(x, fullMatrices: false);
        return u.narrow(1, 0, 2).MatMul(diag(s.narrow(0, 0, 2))).MatMul(vh.narrow(0, 0, 2));
    }
}
