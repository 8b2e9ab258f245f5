using Hodl.Core.Data;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// D_net(u; b) = W_L relu(… relu(W₁u + Vb + c₁) …) + c_L, or the average ½(u + ·): 1-Lipschitz in u in the Euclidean
/// norm, since every ‖W_i‖₂ ≤ 1 (<see cref="SpectralWeight"/>) and the ReLU is 1-Lipschitz. V acts on the data, not on
/// u, and is free. State: one block [B, n].
/// </summary>
public sealed class FullyConnectedNet : LearnedOperator
{
    private readonly FullyConnectedOptions options;
    private readonly Parameter[] weights;
    private readonly Parameter[] biases;
    private readonly Tensor[] left;
    private readonly Parameter? injection;

    /// <summary>A network with its own ω.</summary>
    /// <param name="options">Shape and start.</param>
    /// <param name="random">Source of the start's noise; on the CPU, so that every device starts alike.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    /// <exception cref="ArgumentException">No hidden layer, or an identity start with a width below n.</exception>
    public FullyConnectedNet(FullyConnectedOptions options, Generator random, ScalarType dtype, Device device)
        : base(nameof(FullyConnectedNet))
    {
        if (options.Hidden.Count == 0 || (options.IdentityShift > 0 && options.Hidden.Any(width => width < options.Size)))
        {
            throw new ArgumentException("A net has hidden layers, for an identity start none narrower than the state.", nameof(options));
        }

        this.options = options;
        using var scope = NewDisposeScope();
        long[] widths = [options.Size, .. options.Hidden, options.Size];
        weights = new Parameter[widths.Length - 1];
        biases = new Parameter[weights.Length];
        left = new Tensor[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Parameters.Of(StartWeight(widths[i + 1], widths[i], random).to(dtype).to(device));
            biases[i] = Parameters.Of(StartBias(i, widths[i + 1], random).to(dtype).to(device));
            left[i] = zeros(widths[i + 1], dtype, device).DetachFromDisposeScope();
            register_parameter($"weight{i}", weights[i]);
            register_parameter($"bias{i}", biases[i]);
            register_buffer($"left{i}", left[i]);
            scope.Detach(weights[i]);
            scope.Detach(biases[i]);
        }

        if (options.Condition > 0)
        {
            injection = Parameters.Of(zeros(widths[1], options.Condition, dtype, device));
            register_parameter("injection", injection);
            scope.Detach(injection);
        }

        Settle();
    }

    /// <summary>Whether it is ½(u + N(u)) instead of N(u).</summary>
    public bool Averaged => options.Averaged;

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch) => new BoundFullyConnected(
        Array.ConvertAll(Enumerable.Range(0, weights.Length).ToArray(), Weight),
        biases,
        injection is null ? null : nn.functional.linear(batch.Input, injection),
        options.Averaged);

    /// <inheritdoc/>
    public override void Settle()
    {
        if (options.Normalized)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                SpectralWeight.Exact(weights[i], left[i]);
            }
        }
    }

    private Tensor Weight(int layer) =>
        options.Normalized ? SpectralWeight.Normalize(weights[layer], left[layer], options.PowerIterations) : weights[layer];

    private Tensor StartWeight(long rows, long columns, Generator random)
    {
        var noise = randn([rows, columns], dtype: float64, generator: random) / Math.Sqrt(columns);
        if (options.IdentityShift > 0)
        {
            return eye(rows, columns, float64) + (noise * options.Noise);
        }

        return noise / linalg.svdvals(noise).max();
    }

    // Small and random, so that u⁰ = 0 does not sit exactly on the kink of a ReLU.
    private Tensor StartBias(int layer, long width, Generator random)
    {
        var bias = randn([width], dtype: float64, generator: random) * 0.01;
        if (options.IdentityShift > 0)
        {
            // relu(u + shift) − shift = u for u > −shift; deeper hidden layers see non-negative values already.
            var sign = layer == 0 ? 1 : layer == weights.Length - 1 ? -1 : 0;
            bias.narrow(0, 0, Math.Min(width, options.Size)).fill_(sign * options.IdentityShift);
        }

        return bias;
    }
}
