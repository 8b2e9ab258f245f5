using Hodl.Core.Operators.Numerical;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// Fully connected D_net(z; b) = z − g Wᵀrelu(Wz + Vb + c) with ‖W‖₂ ≤ 1 and g = sigmoid(10ĝ) ∈ (0, 1): a gradient
/// step on a convex potential with 1-Lipschitz gradient (Meunier et al., ICML 2022), so firmly non-expansive, and the
/// residual average ½(z + N(z)) of the 1-Lipschitz N(z) = z − 2g Wᵀrelu(Wz + Vb + c). It starts near the identity, so
/// that D starts near D_num. V acts on the data, not on the state, and is free. State: one block [B, n].
/// </summary>
public sealed class PotentialNet : LearnedOperator
{
    private const double Gain = 10;
    private readonly PotentialNetOptions options;
    private readonly Parameter w;
    private readonly Parameter bias;
    private readonly Parameter gainHat;
    private readonly Parameter? injection;
    private readonly Tensor left;

    /// <summary>A network with its own ω.</summary>
    /// <param name="options">Shape and start.</param>
    /// <param name="random">Source of the start's noise; on the CPU, so that every device starts alike.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public PotentialNet(PotentialNetOptions options, Generator random, ScalarType dtype, Device device)
        : base(nameof(PotentialNet))
    {
        this.options = options;
        using var scope = NewDisposeScope();
        var (h, n) = (options.Hidden, options.Size);
        var norm = Math.Sqrt(h) + Math.Sqrt(n);  // of a Gaussian matrix, about
        w = Register("w", Noise(h, n, options.Start / norm));
        bias = Register("bias", zeros(h, float64));
        gainHat = Register("gain_hat", tensor(Reparametrization.Logit(0.27) / Gain, float64));
        injection = options.Condition == 0 ? null : Register("injection", Noise(h, options.Condition, options.ConditionStart / Math.Sqrt(options.Condition)));
        left = zeros(h, dtype, device).DetachFromDisposeScope();
        register_buffer("left", left);
        Settle();

        Tensor Noise(long rows, long columns, double scale) => randn([rows, columns], dtype: float64, generator: random) * scale;

        Parameter Register(string name, Tensor value)
        {
            var parameter = new Parameter(value.to(dtype).to(device));
            register_parameter(name, parameter);
            parameter.DetachFromDisposeScope();
            return parameter;
        }
    }

    /// <summary>The net for this batch, as its own type.</summary>
    public BoundPotentialNet Bind(Batch batch) => new(
        options.Normalized ? SpectralWeight.Normalize(w, left, options.PowerIterations) : w,
        injection is null ? bias : nn.functional.linear(batch.Input, injection, bias),
        (gainHat * Gain).sigmoid());

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch) => Bind(batch);

    /// <inheritdoc/>
    public override void Settle()
    {
        if (options.Normalized)
        {
            SpectralWeight.Exact(w, left);
        }
    }
}
