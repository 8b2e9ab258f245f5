using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Four blocks of 3 × 3 convolution, normalisation over the batch, ReLU and halving (Vinyals et al., 2016), flattened and scaled to
/// length c. Weights are arguments, three a block (kernel, gain, offset), so that one set can serve all episodes or each episode
/// can have its own: with G sets the kernel is [G, C, C', 3, 3], and images [n, G·C', S, S] go through in one grouped convolution.
/// </summary>
/// <param name="channels">C.</param>
/// <param name="downsampling">How a block halves.</param>
/// <param name="length">c.</param>
/// <param name="elementary">Normalisation in elementary operations, for those who differentiate twice through it.</param>
public sealed class ConvFeatures(int channels, Downsampling downsampling, double length, bool elementary = false)
{
    private const int Blocks = 4;
    private const double Epsilon = 1e-5;

    /// <summary>Tensors of weights.</summary>
    public const int Weights = 3 * Blocks;

    /// <summary>A start: kernels by He, gains 1, offsets 0; a function of the seed.</summary>
    /// <param name="inputs">Channels of an image.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="dtype">Type.</param>
    /// <param name="device">Place.</param>
    public (string Name, Tensor Value)[] Start(int inputs, long seed, ScalarType dtype, Device device)
    {
        using var random = new Generator(StepSeed.Of(seed, -20));
        var weights = new List<(string, Tensor)>();
        for (var block = 0; block < Blocks; block++)
        {
            var from = block == 0 ? inputs : channels;
            weights.Add(($"kernel{block + 1}", (randn([channels, from, 3, 3], dtype: float64, generator: random) * Math.Sqrt(2.0 / (9 * from))).to(dtype).to(device)));
            weights.Add(($"gain{block + 1}", ones(channels, dtype, device)));
            weights.Add(($"offset{block + 1}", zeros(channels, dtype, device)));
        }

        return [.. weights];
    }

    /// <summary>D, the number of features of an S × S image.</summary>
    public int Features(int side)
    {
        for (var block = 0; block < Blocks; block++)
        {
            side = downsampling == Downsampling.Stride ? (side + 1) / 2 : side / 2;
        }

        return channels * side * side;
    }

    /// <summary>Features of images.</summary>
    /// <param name="weights">Three a block; with a leading dimension G when there are sets.</param>
    /// <param name="images">[n, G·C', S, S].</param>
    /// <param name="sets">G.</param>
    /// <param name="statistics">Mean and variance of each block's channels; null takes those of the images themselves.</param>
    /// <returns>[n, G, D].</returns>
    public Tensor Of(IReadOnlyList<Tensor> weights, Tensor images, int sets = 1, IReadOnlyList<(Tensor Mean, Tensor Variance)>? statistics = null)
    {
        var x = images;
        for (var block = 0; block < Blocks; block++)
        {
            x = Normalised(Convolved(weights, block, x, sets), weights, block, statistics?[block]);
        }

        var flat = x.reshape(x.shape[0], sets, -1);  // [n, G, D]
        return flat * (flat.square().sum(-1, keepdim: true) + Epsilon).rsqrt() * length;
    }

    /// <summary>Mean and variance of each block's channels over images, block after block; outside of any graph.</summary>
    public IReadOnlyList<(Tensor Mean, Tensor Variance)> Statistics(IReadOnlyList<Tensor> weights, Tensor images)
    {
        using var ungraded = no_grad();
        var (x, found) = (images, new List<(Tensor, Tensor)>());
        for (var block = 0; block < Blocks; block++)
        {
            x = Convolved(weights, block, x, 1);
            var moments = (x.mean([0, 2, 3]), x.var([0, 2, 3], unbiased: false));
            found.Add(moments);
            x = Normalised(x, weights, block, moments);
        }

        return found;
    }

    private Tensor Convolved(IReadOnlyList<Tensor> weights, int block, Tensor x, int sets)
    {
        var kernel = weights[3 * block];
        var step = downsampling == Downsampling.Stride ? 2 : 1;
        var y = nn.functional.conv2d(x, kernel.reshape(-1, kernel.shape[^3], 3, 3), strides: [step, step], padding: [1, 1], groups: sets);

        // Channels innermost from here on: normalisation is three to eight times faster so, convolution a third.
        return block == 0 && sets == 1 ? y.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : y;
    }

    private Tensor Normalised(Tensor x, IReadOnlyList<Tensor> weights, int block, (Tensor Mean, Tensor Variance)? moments)
    {
        var (gain, offset) = (weights[(3 * block) + 1].reshape(-1), weights[(3 * block) + 2].reshape(-1));
        var normal = elementary ? WrittenOut(x, gain, offset, moments).relu()
            : nn.functional.batch_norm(x, moments?.Mean, moments?.Variance, gain, offset, training: moments is null, eps: Epsilon).relu();
        return downsampling == Downsampling.Stride ? normal : nn.functional.max_pool2d(normal, 2);
    }

    private static Tensor WrittenOut(Tensor x, Tensor gain, Tensor offset, (Tensor Mean, Tensor Variance)? moments)
    {
        static Tensor Wide(Tensor channels) => channels.reshape(1, -1, 1, 1);
        var centred = x - (moments is { } known ? Wide(known.Mean) : x.mean([0, 2, 3], keepdim: true));
        var variance = moments is { } given ? Wide(given.Variance) : centred.square().mean([0, 2, 3], keepdim: true);
        return (centred * ((variance + Epsilon).rsqrt() * Wide(gain))) + Wide(offset);
    }
}
