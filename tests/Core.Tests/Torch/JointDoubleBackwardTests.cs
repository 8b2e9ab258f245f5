using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Hodl.Core.Tests.Torch;

/// <summary>
/// Operators with weights, differentiated twice in the input and all weights at once: the mixed second derivatives, which methods
/// that adapt a whole net go through and which a test in one argument alone does not see.
/// </summary>
public sealed class JointDoubleBackwardTests
{
    public static TheoryData<string> Cases => [.. Operators.Keys];

    private static readonly Dictionary<string, (long[][] Shapes, Func<Tensor[], Tensor> Apply)> Operators = new()
    {
        ["conv2d"] = ([[2, 2, 6, 6], [3, 2, 3, 3], [3]], x => F.conv2d(x[0], x[1], x[2], padding: [1, 1])),
        ["conv2d strided"] = ([[2, 2, 7, 7], [3, 2, 3, 3], [3]], x => F.conv2d(x[0], x[1], x[2], strides: [2, 2], padding: [1, 1])),
        ["conv2d strided, even side"] = ([[2, 2, 6, 6], [3, 2, 3, 3]], x => F.conv2d(x[0], x[1], strides: [2, 2], padding: [1, 1])),
        ["conv2d grouped"] = ([[2, 4, 5, 5], [6, 2, 3, 3]], x => F.conv2d(x[0], x[1], padding: [1, 1], groups: 2)),
        ["conv2d grouped, one channel each"] = ([[3, 2, 6, 6], [4, 1, 3, 3]], x => F.conv2d(x[0], x[1], padding: [1, 1], groups: 2)),
        ["conv2d grouped and strided"] = ([[2, 4, 7, 7], [6, 2, 3, 3]], x => F.conv2d(x[0], x[1], strides: [2, 2], padding: [1, 1], groups: 2)),
        ["conv2d dilated"] = ([[2, 2, 7, 7], [3, 2, 3, 3]], x => F.conv2d(x[0], x[1], padding: [2, 2], dilation: [2, 2])),
        ["conv2d channels innermost"] = ([[2, 3, 6, 6], [4, 3, 3, 3]], x => F.conv2d(Innermost(x[0]), x[1], strides: [2, 2], padding: [1, 1])),
        ["conv1d"] = ([[2, 2, 9], [3, 2, 3], [3]], x => F.conv1d(x[0], x[1], x[2], stride: 2, padding: 1)),
        ["conv_transpose2d"] = ([[1, 2, 4, 4], [2, 3, 3, 3], [3]], x => F.conv_transpose2d(x[0], x[1], x[2], strides: [2, 2], padding: [1, 1])),
        ["conv_transpose2d grouped"] = ([[1, 4, 4, 4], [4, 2, 3, 3]], x => F.conv_transpose2d(x[0], x[1], strides: [2, 2], padding: [1, 1], groups: 2)),
        ["linear"] = ([[3, 4], [5, 4], [5]], x => F.linear(x[0], x[1], x[2])),
        ["bmm"] = ([[2, 3, 4], [2, 4, 5]], x => x[0].bmm(x[1])),
        ["batch_norm"] = ([[3, 4, 2, 2], [4], [4]], x => F.batch_norm(x[0], null, null, x[1], x[2], training: true)),
        ["batch_norm channels innermost"] = ([[3, 4, 2, 2], [4], [4]], x => F.batch_norm(Innermost(x[0]), null, null, x[1], x[2], training: true)),
        ["batch_norm by given moments"] = ([[3, 4, 2, 2], [4], [4]], x => F.batch_norm(x[0], Given(4), Given(4).square() + 1.0, x[1], x[2])),
        ["layer_norm"] = ([[3, 5], [5], [5]], x => F.layer_norm(x[0], [5], x[1], x[2])),
        ["group_norm"] = ([[2, 4, 3, 3], [4], [4]], x => F.group_norm(x[0], 2, x[1], x[2])),
        ["instance_norm"] = ([[2, 3, 4, 4], [3], [3]], x => F.instance_norm(x[0], null, null, x[1], x[2])),
        ["written normalisation"] = ([[3, 4, 2, 2], [4], [4]], x => WrittenOut(x[0], x[1], x[2])),
        ["length"] = ([[3, 5], [5]], x => x[0] * x[1] * (x[0].square().sum(-1, keepdim: true) + 1e-5).rsqrt()),
        ["log_softmax of bmm"] = ([[2, 3, 4], [2, 5, 4]], x => x[0].bmm(x[1].transpose(1, 2)).log_softmax(2)),
        ["expand"] = ([[4], [3, 4]], x => x[0].unsqueeze(0).expand([3, 4]) * x[1]),
        ["expand reshape conv2d"] = ([[2, 1, 3, 3], [3, 2, 6, 6]], x => F.conv2d(x[1], x[0].unsqueeze(0).expand([2, 2, 1, 3, 3]).reshape(-1, 1, 3, 3), strides: [2, 2], padding: [1, 1], groups: 2)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void SecondDerivative_InAllArgumentsAtOnce_AgreesWithCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var (shapes, apply) = Operators[name];
        var sizes = shapes.Select(shape => shape.Aggregate(1L, (a, b) => a * b)).ToArray();
        GradientCheck.Agrees(
            packed => apply([.. packed.split(sizes).Zip(shapes, (part, shape) => part.reshape(shape))]).tanh(), Given(sizes.Sum()));
    }

    /// <summary>The same numbers for the same shape: f must be one function.</summary>
    private static Tensor Given(params long[] shape)
    {
        using var generator = new Generator(5);
        return randn(shape, ScalarType.Float64, generator: generator) * 0.5;
    }

    private static Tensor Innermost(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static Tensor WrittenOut(Tensor x, Tensor gain, Tensor offset)
    {
        var centred = x - x.mean([0, 2, 3], keepdim: true);
        return (centred * (centred.square().mean([0, 2, 3], keepdim: true) + 1e-5).rsqrt() * gain.reshape(1, -1, 1, 1)) + offset.reshape(1, -1, 1, 1);
    }
}
