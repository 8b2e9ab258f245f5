using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// A plain residual network u = b − N(b), N of 3×3 convolutions with biases and ReLUs between (DnCNN without batch
/// normalisation). One layer in the sense of <see cref="LayerwiseMethod"/>. State: one block [B, C, H, W].
/// </summary>
public sealed class ResidualCnn : LayerwiseMethod
{
    private readonly (Parameter Kernel, Parameter Bias)[] layers;

    /// <summary>A network with its own ω.</summary>
    /// <param name="channels">C.</param>
    /// <param name="hidden">Channels between.</param>
    /// <param name="depth">Convolutions, ≥ 2.</param>
    /// <param name="random">Source of the start's kernels; on the CPU.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public ResidualCnn(long channels, long hidden, int depth, Generator random, ScalarType dtype, Device device)
        : base(nameof(ResidualCnn))
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        layers = [.. Enumerable.Range(0, depth).Select(i =>
        {
            var (outputs, inputs) = (i == depth - 1 ? channels : hidden, i == 0 ? channels : hidden);
            var kernel = Parameters.Of((randn([outputs, inputs, 3, 3], dtype: float64, generator: random) * Math.Sqrt((i == depth - 1 ? 0.02 : 2) / (9.0 * inputs))).to(dtype).to(device));
            var bias = Parameters.Of(zeros(outputs, dtype, device));
            register_parameter($"kernel{i}", kernel);
            register_parameter($"bias{i}", bias);
            kernel.DetachFromDisposeScope();
            bias.DetachFromDisposeScope();
            return (kernel, bias);
        })];
    }

    /// <inheritdoc/>
    public override int Layers => 1;

    /// <inheritdoc/>
    protected override Func<int, State, State> Bind(Batch batch) => (_, _) =>
    {
        var h = batch.Input;
        for (var i = 0; i < layers.Length; i++)
        {
            h = nn.functional.conv2d(i == 0 ? h : h.relu(), layers[i].Kernel, layers[i].Bias, padding: [1, 1]);
        }

        return new(batch.Input - h);
    };
}
