using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// The ENA on low light after RetinexNet (Wei et al., BMVC 2018): a network decomposes y into reflectance R and illumination
/// I, both in (0, 1); a second one, which also sees both at half resolution, gives the adjusted Î; x = R ⊗ Î. State
/// (x, R ⊗ I): the loss asks the first to be the target and the second to be y. One layer.
/// </summary>
public sealed class RetinexNet : LayerwiseMethod
{
    private readonly Layer[] decomposition;
    private readonly Layer[] adjustment;

    /// <summary>A network with its own ω.</summary>
    /// <param name="width">Channels between; 64 as published.</param>
    /// <param name="depth">Convolutions of each of the two, ≥ 3; 5 inner ones as published.</param>
    /// <param name="random">Source of the start's kernels; on the CPU.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public RetinexNet(long width, int depth, Generator random, ScalarType dtype, Device device)
        : base(nameof(RetinexNet))
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        decomposition = Chain("decomposition", 4, 4);
        adjustment = Chain("adjustment", 4, 1);

        Layer[] Chain(string name, long inputs, long outputs) => [.. Enumerable.Range(0, depth).Select(i =>
        {
            var (from, to) = (i == 0 ? inputs : width, i == depth - 1 ? outputs : width);
            var kernel = Parameters.Of((randn([to, from, 3, 3], dtype: float64, generator: random) * Math.Sqrt(2.0 / (9 * from))).to(dtype).to(device));
            var bias = Parameters.Of(zeros(to, dtype, device));
            register_parameter($"{name}{i}", kernel);
            register_parameter($"{name}{i}_bias", bias);
            kernel.DetachFromDisposeScope();
            bias.DetachFromDisposeScope();
            return new Layer(kernel, bias);
        })];
    }

    /// <inheritdoc/>
    public override int Layers => 1;

    /// <inheritdoc/>
    protected override Func<int, State, State> Bind(Batch batch) => (_, _) =>
    {
        var y = batch.Input.narrow(1, 0, 3);
        var parts = Run(decomposition, cat([y, y.amax([1], keepdim: true)], 1)).sigmoid();
        var (reflectance, light) = (parts.narrow(1, 0, 3), parts.narrow(1, 3, 1));
        var seen = cat([reflectance, light], 1);
        long[] size = [y.shape[2], y.shape[3]];
        var coarse = nn.functional.interpolate(Run(adjustment, nn.functional.avg_pool2d(seen, 2)), size, mode: InterpolationMode.Bilinear);
        var adjusted = (Run(adjustment, seen) + coarse).sigmoid();
        return new(reflectance * adjusted, reflectance * light);
    };

    private static Tensor Run(Layer[] chain, Tensor x)
    {
        for (var i = 0; i < chain.Length; i++)
        {
            x = nn.functional.conv2d(i == 0 ? x : x.relu(), chain[i].Kernel, chain[i].Bias, padding: [1, 1]);
        }

        return x;
    }

    private sealed record Layer(Parameter Kernel, Parameter Bias);
}
