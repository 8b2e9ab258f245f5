using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// C: x ↦ (c_k ∗ x)_k with circular borders, by the library's convolution, and its adjoint by the transposed one; both
/// differentiable to any order in their argument and in the filters.
/// </summary>
/// <param name="filters">c, [K, 1, kh, kw].</param>
public sealed class CircularFilters(Tensor filters)
{
    private readonly long height = filters.shape[2];
    private readonly long width = filters.shape[3];

    private long Top => height / 2;

    private long Left => width / 2;

    /// <summary>C x, [B, K, H, W], of x [B, 1, H, W].</summary>
    public Tensor Apply(Tensor x) =>
        nn.functional.conv2d(nn.functional.pad(x, [Left, width - 1 - Left, Top, height - 1 - Top], PaddingModes.Circular), filters);

    /// <summary>Cᵀ w, [B, 1, H, W], of w [B, K, H, W].</summary>
    public Tensor Adjoint(Tensor w) => Fold(Fold(nn.functional.conv_transpose2d(w, filters), 2, Top, height - 1), 3, Left, width - 1);

    // The transposed convolution reaches over the border by the filter's size less one; what lies beyond belongs to the other side.
    private static Tensor Fold(Tensor wide, int dimension, long before, long beyond)
    {
        if (beyond == 0)
        {
            return wide;
        }

        var length = wide.shape[dimension] - beyond;
        var after = beyond - before;
        var core = wide.narrow(dimension, before, length);
        var sum = after > 0 ? core + Placed(wide.narrow(dimension, before + length, after), dimension, 0, length) : core;
        return before > 0 ? sum + Placed(wide.narrow(dimension, 0, before), dimension, length - before, length) : sum;
    }

    private static Tensor Placed(Tensor part, int dimension, long at, long length)
    {
        var rest = length - at - part.shape[dimension];
        return nn.functional.pad(part, dimension == 2 ? [0, 0, at, rest] : [at, rest]);
    }
}
