using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// PReNet's scheme (Ren et al., CVPR 2019), the ENA on rain: K stages with shared weights, each of a convolution on
/// (b, u^{k−1}), a convolutional LSTM with the memory (h, c), residual blocks relu(x + k₂ ∗ relu(k₁ ∗ x)) and a
/// convolution that gives u^k. State (u, h, c): [B, C, H, W], [B, width, H, W] twice.
/// </summary>
public sealed class RecurrentRainNet : LayerwiseMethod
{
    private readonly int stages;
    private readonly Layer input;
    private readonly Layer gates;
    private readonly (Layer First, Layer Second)[] blocks;
    private readonly Layer output;

    /// <summary>A network with its own ω.</summary>
    /// <param name="channels">C.</param>
    /// <param name="width">Channels of the memory and the blocks; 32 as published.</param>
    /// <param name="blocks">Residual blocks; 5 as published.</param>
    /// <param name="stages">K; 6 as published.</param>
    /// <param name="random">Source of the start's kernels; on the CPU.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public RecurrentRainNet(long channels, long width, int blocks, int stages, Generator random, ScalarType dtype, Device device)
        : base(nameof(RecurrentRainNet))
    {
        this.stages = stages;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        input = Create("input", width, 2 * channels, 2);
        gates = Create("gates", 4 * width, 2 * width, 1);
        this.blocks = [.. Enumerable.Range(0, blocks).Select(i => (Create($"block{i}a", width, width, 2), Create($"block{i}b", width, width, 0.2)))];
        output = Create("output", channels, width, 0.05);

        Layer Create(string name, long outputs, long inputs, double variance)
        {
            var kernel = Parameters.Of((randn([outputs, inputs, 3, 3], dtype: float64, generator: random) * Math.Sqrt(variance / (9.0 * inputs))).to(dtype).to(device));
            var bias = Parameters.Of(zeros(outputs, dtype, device));
            register_parameter(name, kernel);
            register_parameter(name + "_bias", bias);
            kernel.DetachFromDisposeScope();
            bias.DetachFromDisposeScope();
            return new(kernel, bias);
        }
    }

    /// <inheritdoc/>
    public override int Layers => stages;

    /// <summary>(b, 0, 0).</summary>
    public State Start(Tensor b)
    {
        var memory = zeros([b.shape[0], input.Kernel.shape[0], b.shape[2], b.shape[3]], b.dtype, b.device);
        return new(b, memory, memory.clone());
    }

    /// <inheritdoc/>
    protected override Func<int, State, State> Bind(Batch batch) => (_, u) => Stage(u, batch.Input);

    private State Stage(State state, Tensor b)
    {
        var x = input.Apply(cat([b, state[0]], 1)).relu();
        var four = gates.Apply(cat([x, state[1]], 1)).split(x.shape[1], 1);
        var c = (four[1].sigmoid() * state[2]) + (four[0].sigmoid() * four[2].tanh());
        var h = four[3].sigmoid() * c.tanh();
        x = h;
        foreach (var (first, second) in blocks)
        {
            x = (x + second.Apply(first.Apply(x).relu())).relu();
        }

        return new(b - output.Apply(x), h, c);
    }

    private sealed record Layer(Parameter Kernel, Parameter Bias)
    {
        public Tensor Apply(Tensor x) => nn.functional.conv2d(x, Kernel, Bias, padding: [1, 1]);
    }
}
