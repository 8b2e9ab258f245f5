using Hodl.Core.Data;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// Fully connected ReLU layers N(u; b) = u − t Wᵀrelu(W u + V b + c) with spectrally normalised W and t ∈ (0, 1.9): a
/// gradient step on the convex potential Σ ½relu(W u + V b + c)², whose Hessian is at most WᵀW ≤ I, hence 1-Lipschitz
/// in u for t ≤ 2. Unlike a stack of normalised layers it holds the identity (W = 0) and every contraction
/// I − t WᵀDW, so composed with D_num it starts at D_num and can only add to it. t stops at 1.9, so that a norm
/// underestimated by 2.5 % would still do no harm. V acts on the data and is free. State: one block [B, n].
/// Source: Meunier et al., A dynamical system perspective for Lipschitz neural networks, ICML 2022.
/// </summary>
public sealed class ConvexPotentialNet : LearnedOperator
{
    /// <summary>Upper end of t.</summary>
    public const double StepBound = 1.9;

    private readonly ConvexPotentialOptions options;
    private readonly Layer[] layers;

    /// <summary>A network with its own ω.</summary>
    /// <param name="options">Shape and start.</param>
    /// <param name="random">Source of the start's weights; on the CPU, so that every device starts alike.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    /// <exception cref="ArgumentException">No layer.</exception>
    public ConvexPotentialNet(ConvexPotentialOptions options, Generator random, ScalarType dtype, Device device)
        : base(nameof(ConvexPotentialNet))
    {
        if (options.Widths.Count == 0)
        {
            throw new ArgumentException("A net has layers.", nameof(options));
        }

        this.options = options;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        layers = [.. options.Widths.Select((width, i) => Start(i, width, random, dtype, device))];
        Settle();
    }

    /// <summary>Number of layers.</summary>
    public int Layers => layers.Length;

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch) => new BoundConvexPotential([.. layers.Select(layer => new BoundConvexPotential.Layer(
        options.Normalized ? SpectralWeight.Normalize(layer.Weight, layer.Left, options.PowerIterations) : layer.Weight,
        layer.Injection is null ? layer.Bias : nn.functional.linear(batch.Input, layer.Injection, layer.Bias),
        layer.StepHat.sigmoid() * StepBound))]);

    /// <inheritdoc/>
    public override void Settle()
    {
        if (options.Normalized)
        {
            foreach (var layer in layers)
            {
                SpectralWeight.Exact(layer.Weight, layer.Left);
            }
        }
    }

    private Layer Start(int index, long width, Generator random, ScalarType dtype, Device device)
    {
        var weight = StartWeight(index == 0 ? options.Frame : null, width, random).to(dtype).to(device);
        var layer = new Layer(
            Parameters.Of(weight),
            Parameters.Of((randn([width], dtype: float64, generator: random) * 0.01).to(dtype).to(device)),  // off the kink at u⁰ = 0
            options.Anchor is null ? null : Parameters.Of(-weight.MatMul(options.Anchor)),
            Reparametrization.Scalar(Reparametrization.Logit(options.StepShare), learned: true, dtype, device),
            zeros(width, dtype, device));
        register_parameter($"weight{index}", layer.Weight);
        register_parameter($"bias{index}", layer.Bias);
        register_parameter($"step_hat{index}", layer.StepHat);
        register_buffer($"left{index}", layer.Left);
        if (layer.Injection is not null)
        {
            register_parameter($"injection{index}", layer.Injection);
        }

        return layer;
    }

    private Tensor StartWeight(Tensor? frame, long width, Generator random)
    {
        if (frame is null)
        {
            return randn([width, options.Size], dtype: float64, generator: random) * (options.Scale / Math.Sqrt(options.Size));
        }

        var rank = frame.shape[0];
        var pairs = Math.Min(width / 2, rank);
        var (rotation, _) = linalg.qr(randn([rank, rank], dtype: float64, generator: random));

        // Singular values spread over [0.6, 0.97]·Scale: equal ones would make the norm a kink of ω.
        var spread = linspace(0.97, 0.6, pairs, dtype: float64).reshape(pairs, 1);
        var half = rotation.MatMul(frame.cpu().to(float64)).narrow(0, 0, pairs) * spread * (options.Scale / Math.Sqrt(2));
        var rest = randn([width - (2 * pairs), options.Size], dtype: float64, generator: random) * (0.1 * options.Scale / Math.Sqrt(options.Size));
        return cat([half, -half, rest], 0);
    }

    private sealed record Layer(Parameter Weight, Parameter Bias, Parameter? Injection, Parameter StepHat, Tensor Left);
}
