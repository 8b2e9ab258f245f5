using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Hodl.Core.Torch;

/// <summary>
/// Operations whose answers are known, computed in float32 (or less) and held against float64 or against a property that their result
/// must have: a library that is wrong on this machine is found when it is loaded, not in a paper. Takes a fraction of a second.
/// </summary>
internal static class KnownAnswers
{
    private const double Float32 = 1e-4, BFloat16 = 3e-2;

    // The numbers are the golden ratio's multiples: spread out, and drawn from no generator.
    private const double Golden = 0.6180339887498949;

    /// <summary>Channels in, channels out, kernel, groups, dilation, batch.</summary>
    private static readonly (long In, long Out, long Kernel, long Groups, long Dilation, long Batch)[] Shapes =
    [
        (1, 6, 5, 1, 1, 2), (3, 3, 3, 1, 1, 1), (6, 1, 7, 1, 1, 2), (16, 16, 3, 1, 1, 1), (17, 1, 3, 1, 1, 2), (17, 17, 1, 1, 1, 1),
        (1, 24, 7, 1, 1, 3), (6, 12, 3, 3, 1, 2), (3, 6, 3, 1, 2, 2),
    ];

    /// <summary>The names of what came out wrong; none if all is right.</summary>
    internal static IReadOnlyList<string> Wrong()
    {
        using var scope = NewDisposeScope();
        var wrong = new List<string>();
        foreach (var shape in Shapes)
        {
            var name = $"convolution {shape.In}→{shape.Out} {shape.Kernel}×{shape.Kernel}";
            Check(wrong, name, () => Convolution(shape, transposed: false));
        }

        Check(wrong, "transposed convolution 17→6", () => Convolution((17, 6, 3, 1, 1, 2), transposed: true));
        Check(wrong, "circular convolution", () => Difference(type =>
            F.conv2d(F.pad(Numbers(type, 1, 3, 9, 9), [1, 1, 1, 1], PaddingModes.Circular), Numbers(type, 5, 3, 3, 3))));
        Check(wrong, "convolution in bfloat16", () => Difference(
            type => F.conv2d(Numbers(type, 1, 3, 9, 9), Numbers(type, 17, 3, 3, 3)), bfloat16) * (Float32 / BFloat16));
        Check(wrong, "matrix product", () => Difference(type => Numbers(type, 33, 17).mm(Numbers(type, 17, 29))));
        Check(wrong, "matrix product of many blocks", () => Difference(type => Numbers(type, 130, 259).mm(Numbers(type, 101, 259).t())));
        Check(wrong, "FFT of odd sizes", () => Difference(type => fft.irfft2(fft.rfft2(Numbers(type, 15, 21)), [15, 21])));
        Check(wrong, "solve", () => Difference(type => linalg.solve(Numbers(type, 9, 9) + (eye(9, dtype: type) * 6), Numbers(type, 9, 2))));
        Check(wrong, "eigenvalues", () => Difference(type => linalg.eigvalsh(Numbers(type, 9, 9) + Numbers(type, 9, 9).t())));
        Check(wrong, "variance", Variance);
        return wrong;
    }

    private static void Check(List<string> wrong, string what, Func<double> error)
    {
        using var scope = NewDisposeScope();
        try
        {
            if (!(error() < Float32))
            {
                wrong.Add(what);
            }
        }
        catch (Exception exception) when (exception is System.Runtime.InteropServices.ExternalException or NotSupportedException)
        {
            wrong.Add($"{what} ({exception.Message})");
        }
    }

    /// <summary>The relative error of a function's value against that in float64.</summary>
    private static double Difference(Func<ScalarType, Tensor> compute, ScalarType type = ScalarType.Float32)
    {
        using var mode = no_grad();
        return Error(compute(type), compute(float64));
    }

    /// <summary>Against its definition.</summary>
    private static double Variance()
    {
        var x = Numbers(float32, 3, 7, 5);
        return Error(x.var([0, 2], unbiased: false), (x - x.mean([0, 2], keepdim: true)).square().mean([0, 2]).to(float64));
    }

    /// <summary>The largest relative error of value, both gradients and the second derivative of a convolution.</summary>
    private static double Convolution((long In, long Out, long Kernel, long Groups, long Dilation, long Batch) shape, bool transposed)
    {
        var narrow = All(shape, transposed, float32);
        var wide = All(shape, transposed, float64);
        return narrow.Zip(wide).Max(pair => Error(pair.First, pair.Second));
    }

    private static Tensor[] All(
        (long In, long Out, long Kernel, long Groups, long Dilation, long Batch) shape, bool transposed, ScalarType type)
    {
        var x = Numbers(type, shape.Batch, shape.In, 11, 21).requires_grad_(true);
        long[] kernel = transposed ? [shape.In, shape.Out, shape.Kernel, shape.Kernel]
            : [shape.Out, shape.In / shape.Groups, shape.Kernel, shape.Kernel];
        var w = Numbers(type, kernel).requires_grad_(true);
        long[] padding = [shape.Kernel / 2, shape.Kernel / 2];
        var y = transposed ? F.conv_transpose2d(x, w, padding: padding)
            : F.conv2d(x, w, padding: padding, dilation: [shape.Dilation, shape.Dilation], groups: shape.Groups);
        var first = Autograd.Grad([y], [x, w], [Numbers(type, y.shape)], createGraph: true);
        var second = Autograd.Grad([first[0], first[1]], [x, w], [Numbers(type, first[0].shape), Numbers(type, first[1].shape)]);
        return [y.detach(), first[0].detach(), first[1].detach(), .. second];
    }

    private static double Error(Tensor found, Tensor expected)
    {
        var error = (found.to(float64) - expected).norm() / (expected.norm() + 1e-30);
        var value = error.item<double>();
        return double.IsNaN(value) ? double.PositiveInfinity : value;
    }

    private static Tensor Numbers(ScalarType type, params long[] shape)
    {
        var numbers = (arange(1, shape.Aggregate(1L, (product, size) => product * size) + 1, float64) * Golden).frac() - 0.5;
        // Rounded first, so that both types compute with the same numbers.
        return numbers.to(float32).to(type == ScalarType.BFloat16 ? bfloat16 : float32).reshape(shape).to(type);
    }
}
