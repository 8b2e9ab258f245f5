using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Problems;

/// <summary>
/// Connected regions of equal values in periodic images, for anisotropic total variation: a v with ∇v = 0 wherever ∇x = 0
/// is constant on each, so projecting is taking means.
/// </summary>
internal static class FlatRegions
{
    /// <summary>v with its mean on every region of x; both [B, 1, H, W]. Differences up to the flatness count as 0.</summary>
    public static Tensor Mean(Tensor x, Tensor v, double flatness)
    {
        using var scope = NewDisposeScope();
        var labels = Labels(x, flatness, out var count);
        var flat = v.flatten();
        var sums = zeros(count, dtype: v.dtype).index_add(0, labels, flat, 1);
        var sizes = zeros(count, dtype: v.dtype).index_add(0, labels, ones_like(flat), 1);
        return (sums / sizes).index_select(0, labels).reshape(v.shape).MoveToOuterDisposeScope();
    }

    private static Tensor Labels(Tensor x, double flatness, out int count)
    {
        var (values, height, width) = (x.to(float64).cpu().contiguous().ToArray<double>(), (int)x.shape[2], (int)x.shape[3]);
        var parent = Enumerable.Range(0, values.Length).ToArray();
        int Root(int i)
        {
            while (parent[i] != i)
            {
                i = parent[i] = parent[parent[i]];
            }

            return i;
        }

        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / width % height, i % width);
            var right = column + 1 < width ? i + 1 : i + 1 - width;
            var below = row + 1 < height ? i + width : i + width - (height * width);
            foreach (var other in new[] { right, below })
            {
                if (Math.Abs(values[i] - values[other]) <= flatness)
                {
                    parent[Root(i)] = Root(other);
                }
            }
        }

        var numbers = new Dictionary<int, long>();
        var labels = new long[values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var root = Root(i);
            labels[i] = numbers.TryGetValue(root, out var number) ? number : numbers[root] = numbers.Count;
        }

        count = numbers.Count;
        return tensor(labels);
    }
}
