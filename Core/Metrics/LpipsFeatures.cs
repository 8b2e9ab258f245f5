using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Hodl.Core.Metrics;

/// <summary>The layers of the three backbones that LPIPS looks at, after their ReLU, with torchvision's weight names.</summary>
internal static class LpipsFeatures
{
    private static readonly int[][] VggBlocks = [[0, 2], [5, 7], [10, 12, 14], [17, 19, 21], [24, 26, 28]];

    /// <summary>Channels of each layer.</summary>
    public static long[] Widths(LpipsBackbone backbone) => backbone switch
    {
        LpipsBackbone.Alex => [64, 192, 384, 256, 256],
        LpipsBackbone.Vgg => [64, 128, 256, 512, 512],
        _ => [64, 128, 256, 384, 384, 512, 512],
    };

    /// <summary>Shapes of the weights that are needed, by name.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Wanted(LpipsBackbone backbone)
    {
        foreach (var (name, shape) in backbone switch
        {
            LpipsBackbone.Alex => Convolutions([(0, 64, 3, 11), (3, 192, 64, 5), (6, 384, 192, 3), (8, 256, 384, 3), (10, 256, 256, 3)]),
            LpipsBackbone.Vgg => Convolutions(Vgg()),
            _ => Squeeze(),
        })
        {
            yield return (name + ".weight", shape);
            yield return (name + ".bias", [shape[0]]);
        }
    }

    /// <summary>The features [B, C_l, H_l, W_l] of a normalised batch.</summary>
    public static IReadOnlyList<Tensor> Of(LpipsBackbone backbone, Tensor x, IReadOnlyDictionary<string, Tensor> weights)
    {
        var features = new List<Tensor>();
        switch (backbone)
        {
            case LpipsBackbone.Alex:
                features.Add(x = Layer(x, 0, stride: 4, padding: 2));
                features.Add(x = Layer(max_pool2d(x, 3, 2), 3, padding: 2));
                features.Add(x = Layer(max_pool2d(x, 3, 2), 6, padding: 1));
                features.Add(x = Layer(x, 8, padding: 1));
                features.Add(Layer(x, 10, padding: 1));
                break;
            case LpipsBackbone.Vgg:
                foreach (var block in VggBlocks)
                {
                    x = block[0] == 0 ? x : max_pool2d(x, 2, 2);
                    features.Add(x = block.Aggregate(x, (from, index) => Layer(from, index, padding: 1)));
                }

                break;
            default:
                features.Add(x = Layer(x, 0, stride: 2, padding: 0));
                features.Add(x = Fire(Fire(Pool(x), 3), 4));
                features.Add(x = Fire(Fire(Pool(x), 6), 7));
                features.Add(x = Fire(Pool(x), 9));
                features.Add(x = Fire(x, 10));
                features.Add(x = Fire(x, 11));
                features.Add(Fire(x, 12));
                break;
        }

        return features;

        Tensor Layer(Tensor from, int index, long stride = 1, long padding = 0) => Convolved(from, $"features.{index}", stride, padding);

        Tensor Convolved(Tensor from, string name, long stride, long padding) =>
            conv2d(from, weights[name + ".weight"], weights[name + ".bias"], [stride, stride], [padding, padding]).relu();

        Tensor Fire(Tensor from, int index)
        {
            var squeezed = Convolved(from, $"features.{index}.squeeze", 1, 0);
            return cat([Convolved(squeezed, $"features.{index}.expand1x1", 1, 0), Convolved(squeezed, $"features.{index}.expand3x3", 1, 1)], 1);
        }

        static Tensor Pool(Tensor from) => max_pool2d(from, 3, 2, ceil_mode: true);
    }

    private static IEnumerable<(int Index, long Outputs, long Inputs, long Side)> Vgg()
    {
        long[] widths = [64, 128, 256, 512, 512];
        var inputs = 3L;
        for (var block = 0; block < widths.Length; block++)
        {
            foreach (var index in VggBlocks[block])
            {
                yield return (index, widths[block], inputs, 3);
                inputs = widths[block];
            }
        }
    }

    private static IEnumerable<(string, long[])> Convolutions(IEnumerable<(int Index, long Outputs, long Inputs, long Side)> layers) =>
        layers.Select(layer => ($"features.{layer.Index}", new[] { layer.Outputs, layer.Inputs, layer.Side, layer.Side }));

    private static IEnumerable<(string, long[])> Squeeze()
    {
        yield return ("features.0", [64, 3, 3, 3]);
        (int Index, long Inputs, long Squeezed, long Expanded)[] fires =
            [(3, 64, 16, 64), (4, 128, 16, 64), (6, 128, 32, 128), (7, 256, 32, 128), (9, 256, 48, 192), (10, 384, 48, 192), (11, 384, 64, 256), (12, 512, 64, 256)];
        foreach (var (index, inputs, squeezed, expanded) in fires)
        {
            yield return ($"features.{index}.squeeze", [squeezed, inputs, 1, 1]);
            yield return ($"features.{index}.expand1x1", [expanded, squeezed, 1, 1]);
            yield return ($"features.{index}.expand3x3", [expanded, squeezed, 3, 3]);
        }
    }
}
