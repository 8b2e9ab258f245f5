using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators;

/// <summary>
/// The Retinex fixed point (Section 4.3) in the logarithm s = log u of the illumination, y = x ⊗ u: PG for
/// ‖s − φ(y)‖² + ψ(s) with the proximal step of the implicit ψ by D_net: D(s) = v − 2γ(v − φ(y)), v = D_net(s),
/// γ = sigmoid(γ̂) ≤ 1 = 2/L. φ(y) = base(y) + l₀ + l₁·colour(y) + 0.1·(E(y)₁…₃ − its mean over the picture) comes from a free
/// encoder, which moves light from place to place, and from two numbers l that say how bright the whole is meant to be: pale scenes
/// reflect more light than colourful ones (log brightness and saturation correlate by −0.49 over 112 photographs of BSD and Set14). An
/// encoder that may move the whole learns the brightness of ten training scenes by heart. In the deviation e = s − φ(y),
/// D_net(s) = φ + ½(e + T∘cell(H e + 0.1·h ∗ E(y)₄…)) with the searched <see cref="SearchedCell"/> and convolutions H, T within
/// norm 1: 1-Lipschitz in s. State: one block [B, 3, H, W].
/// </summary>
public sealed class RetinexComposed : LearnedOperator
{
    private const double Scale = 0.1;
    private const double StartShare = 0.25;  // of γ; at ½ nothing of D_net would pass
    private readonly DruNet encoder;
    private readonly Func<Batch, (Tensor Inputs, Tensor Base, Tensor Colour)> data;
    private readonly Parameter head;
    private readonly Parameter tail;
    private readonly Parameter injection;
    private readonly Parameter gammaHat;
    private readonly Parameter light;

    /// <summary>The operator with its own ω.</summary>
    /// <param name="encoder">E, free, inputs to 3 + features channels.</param>
    /// <param name="cell">The searched cell.</param>
    /// <param name="channels">Channels of the cell.</param>
    /// <param name="features">Channels of E beyond the third.</param>
    /// <param name="data">Batch ↦ what E reads, base(y), and how colourful the whole picture is, [B, 1, H, W].</param>
    /// <param name="random">Source of the start's kernels; on the CPU.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public RetinexComposed(
        DruNet encoder, SearchedCell cell, long channels, long features, Func<Batch, (Tensor Inputs, Tensor Base, Tensor Colour)> data,
        Generator random, ScalarType dtype, Device device)
        : base(nameof(RetinexComposed))
    {
        (this.encoder, Cell, this.data) = (encoder, cell, data);
        register_module("encoder", encoder);
        register_module("cell", cell);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        head = Kernel("head", channels, 3, 1);
        tail = Kernel("tail", 3, channels, 0.3);
        injection = Kernel("injection", channels, features, 1);
        gammaHat = Parameters.Of(tensor(Reparametrization.Logit(StartShare)).to(dtype).to(device));
        register_parameter("gamma_hat", gammaHat);
        gammaHat.DetachFromDisposeScope();
        light = Parameters.Of(zeros(2, dtype, device));
        register_parameter("light", light);
        light.DetachFromDisposeScope();

        Parameter Kernel(string name, long outputs, long inputs, double gain)
        {
            var parameter = Parameters.Of((randn([outputs, inputs, 3, 3], dtype: float64, generator: random) * (gain / Math.Sqrt(9 * inputs))).to(dtype).to(device));
            register_parameter(name, parameter);
            parameter.DetachFromDisposeScope();
            return parameter;
        }
    }

    /// <summary>The searched cell.</summary>
    public SearchedCell Cell { get; }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var (inputs, start, colour) = data(batch);
        var seen = encoder.Bind()(inputs) * Scale;
        var move = seen.narrow(1, 0, 3);
        var phi = start + light[0] + (light[1] * colour) + move - move.mean([1, 2, 3], keepdim: true);
        var features = nn.functional.conv2d(seen.narrow(1, 3, seen.shape[1] - 3), injection, padding: [1, 1]);
        var (first, last) = (Within(head), Within(tail));
        var cell = Cell.Bind();
        var keep = 1.0 - (gammaHat.sigmoid() * 2.0);  // v − 2γ(v − φ) = φ + (1 − 2γ)(v − φ)
        return new BoundOperator(Apply, EuclideanNorm.Instance);

        State Apply(State s)
        {
            var e = s[0] - phi;
            var inside = nn.functional.conv2d(cell(nn.functional.conv2d(e, first, padding: [1, 1]) + features), last, padding: [1, 1]);
            return new(phi + (keep * 0.5 * (e + inside)));
        }

        static Tensor Within(Parameter kernel) => kernel / ConvolutionNorm.Anywhere(kernel).clamp_min(1.0);
    }
}
