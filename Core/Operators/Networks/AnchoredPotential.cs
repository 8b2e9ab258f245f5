using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// Convolutional D_net(u; b): layers u ← u − t Wᵀσ(W(u − r(b)) + o(b)) with ‖W‖ ≤ 1 for the real convolution on images of
/// every size (<see cref="ConvolutionNorm.Anywhere"/>) and t ∈ (0, 1.9) — gradient steps on the convex potentials
/// ΣS(W(u − r) + o), S' = σ the ReLU with slope 0.2 below zero (no unit can die), hence 1-Lipschitz in u for t ≤ 2
/// whatever r and o are, see <see cref="ConvexPotentialNet"/>.
/// The anchor r(b) and the features behind the offsets o_j(b) = h_j ∗ F(b) + c_j come from a free network on the data,
/// which runs once an outer step and not once an inner one. W starts as pairs [A; −A] with A near 0.65 times the
/// identity, so that D_net starts as the pull u − 0.5t(u − r(b)). State: one block [B, C, H, W].
/// </summary>
public sealed class AnchoredPotential : LearnedModule
{
    /// <summary>Upper end of t.</summary>
    public const double StepBound = 1.9;

    private const double Leak = 0.2;

    private readonly AnchoredPotentialOptions options;
    private readonly Layer[] layers;

    /// <summary>Layers with their own ω.</summary>
    /// <param name="options">Shape and start.</param>
    /// <param name="random">Source of the start's kernels; on the CPU.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    /// <exception cref="ArgumentException">An even kernel or an odd number of hidden channels.</exception>
    public AnchoredPotential(AnchoredPotentialOptions options, Generator random, ScalarType dtype, Device device)
        : base(nameof(AnchoredPotential))
    {
        if (options.Kernel % 2 == 0 || options.Hidden % 2 == 1)
        {
            throw new ArgumentException("Kernels have odd sides, and hidden channels come in pairs.", nameof(options));
        }

        this.options = options;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        layers = [.. Enumerable.Range(0, options.Layers).Select(Start)];

        Layer Start(int index)
        {
            var (side, channels, half) = (options.Kernel, options.Channels, options.Hidden / 2);
            var one = randn([half, channels, side, side], dtype: float64, generator: random) * (0.1 / Math.Sqrt(channels * side * side));
            for (var c = 0; c < Math.Min(half, channels); c++)
            {
                one[c, c, side / 2, side / 2].add_(0.65);
            }

            return new(
                Register($"weight{index}", cat([one, -one], 0)),
                Register($"bias{index}", randn([options.Hidden], dtype: float64, generator: random) * 1e-3),
                options.Features == 0 ? null : Register($"offset{index}", randn([options.Hidden, options.Features, 3, 3], dtype: float64, generator: random) * (0.01 / Math.Sqrt(9 * options.Features))),
                Register($"step_hat{index}", tensor(Reparametrization.Logit(options.StepShare))));
        }

        Parameter Register(string name, Tensor value)
        {
            var parameter = Parameters.Of(value.to(dtype).to(device));
            register_parameter(name, parameter);
            parameter.DetachFromDisposeScope();
            return parameter;
        }
    }

    /// <summary>D_net for one batch.</summary>
    /// <param name="anchor">r(b), [B, C, H, W].</param>
    /// <param name="features">F(b), [B, F, H, W]; null for a net without features.</param>
    public IBoundOperator At(Tensor anchor, Tensor? features)
    {
        var half = options.Kernel / 2;
        Bound[] bound = [.. layers.Select(Normalize)];
        return new BoundOperator(u => new(Apply(u[0])), EuclideanNorm.Instance);

        Bound Normalize(Layer layer)
        {
            var weight = layer.Weight / ConvolutionNorm.Anywhere(layer.Weight, options.Kernel > 3 ? 32 : 16).clamp_min(1.0);
            var own = nn.functional.conv2d(anchor, weight, padding: [half, half]);
            var offset = layer.Offset is null || features is null
                ? layer.Bias.reshape(1, -1, 1, 1)
                : nn.functional.conv2d(features, layer.Offset, layer.Bias, padding: [1, 1]);
            return new(weight, offset - own, layer.StepHat.sigmoid() * StepBound);
        }

        Tensor Apply(Tensor u)
        {
            foreach (var layer in bound)
            {
                var hidden = nn.functional.conv2d(u, layer.Weight, padding: [half, half]) + layer.Offset;
                u = u - (nn.functional.conv_transpose2d(nn.functional.leaky_relu(hidden, Leak), layer.Weight, padding: [half, half]) * layer.Step);
            }

            return u;
        }
    }

    private sealed record Layer(Parameter Weight, Parameter Bias, Parameter? Offset, Parameter StepHat);

    private sealed record Bound(Tensor Weight, Tensor Offset, Tensor Step);
}
