using Hodl.Core.Imaging;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Metrics;

/// <summary>
/// Learned perceptual image patch similarity, version 0.1 (Zhang et al. 2018):
/// d(a, b) = Σ_l mean_{h,w} Σ_c w_lc (â_l − b̂_l)², where â_l = f_l/(‖f_l‖ + 10⁻¹⁰) over the channels and f_l are the
/// features of a fixed network on inputs in [−1, 1], shifted and scaled per channel. 0 for equal images; lower is better.
/// </summary>
public sealed class Lpips
{
    private static readonly float[] Shift = [-0.030f, -0.088f, -0.188f];
    private static readonly float[] Scale = [0.458f, 0.448f, 0.450f];
    private readonly Dictionary<string, Tensor> weights = new(StringComparer.Ordinal);
    private readonly List<Tensor> heads = [];
    private readonly Tensor shift;
    private readonly Tensor scale;

    private Lpips(LpipsBackbone backbone, string network, string linear, Device device)
    {
        Backbone = backbone;
        Device = device;
        Take(network, LpipsFeatures.Wanted(backbone), weights.Add);
        Take(linear, LpipsFeatures.Widths(backbone).Select((width, layer) => ($"lin{layer}.model.1.weight", new long[] { 1, width, 1, 1 })), (_, head) => heads.Add(head));
        shift = tensor(Shift, [1, 3, 1, 1]).to(device);
        scale = tensor(Scale, [1, 3, 1, 1]).to(device);
    }

    /// <summary>The network.</summary>
    public LpipsBackbone Backbone { get; }

    /// <summary>Where it computes.</summary>
    public Device Device { get; }

    /// <summary><c>lpips_alex</c>, <c>lpips_vgg</c> or <c>lpips_squeeze</c>.</summary>
    public string Name => NameOf(Backbone);

    /// <summary>The metric's name.</summary>
    public static string NameOf(LpipsBackbone backbone) => backbone switch { LpipsBackbone.Alex => "lpips_alex", LpipsBackbone.Vgg => "lpips_vgg", _ => "lpips_squeeze" };

    /// <summary>Reads the weights of two files; they belong to the caller's dispose scope.</summary>
    /// <param name="backbone">Which network.</param>
    /// <param name="network">The file of its features.</param>
    /// <param name="linear">The file of the w_lc.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="InvalidDataException">A file is damaged or lacks a weight; the message names it.</exception>
    public static Lpips Load(LpipsBackbone backbone, string network, string linear, Device device) => new(backbone, network, linear, device);

    /// <summary>The smallest height and width that the networks' pooling leaves something of.</summary>
    public const int LeastSide = 32;

    /// <summary>The distance of two images of any equal size.</summary>
    /// <exception cref="ArgumentException">The images differ in shape.</exception>
    public double Of(Image image, Image reference)
    {
        SameShape.Require(image, reference);
        using var scope = NewDisposeScope();
        return Of(UnitPixels.From(image, Device).ToSigned(), UnitPixels.From(reference, Device).ToSigned())[0];
    }

    /// <summary>The distance of each pair of two batches [B, 3, H, W].</summary>
    public double[] Of(SignedPixels images, SignedPixels references)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (a, b) = (Features(images), Features(references));
        var sum = zeros([images.Values.shape[0]], ScalarType.Float32, Device);
        for (var layer = 0; layer < heads.Count; layer++)
        {
            sum += ((a[layer] - b[layer]).square() * heads[layer]).sum([1]).mean([1, 2]);  // [B, C, H, W] to [B]
        }

        return [.. sum.to(ScalarType.Float64).cpu().contiguous().ToArray<double>()];
    }

    private List<Tensor> Features(SignedPixels images) =>
        [.. LpipsFeatures.Of(Backbone, (images.Values.to(ScalarType.Float32) - shift) / scale, weights).Select(f => f / (f.square().sum([1], keepdim: true).sqrt() + 1e-10))];

    private void Take(string path, IEnumerable<(string Name, long[] Shape)> wanted, Action<string, Tensor> add)
    {
        var tensors = Safetensors.Load(path).Tensors;
        foreach (var (name, shape) in wanted)
        {
            if (!tensors.TryGetValue(name, out var weight) || !weight.shape.SequenceEqual(shape))
            {
                throw new InvalidDataException($"{path} has no weight {name} of shape [{string.Join(", ", shape)}].");
            }

            add(name, weight.to(ScalarType.Float32).to(Device));
        }
    }
}
