using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// What an observed patch b [B, m], levels in [0, 1], says about the impulses in it: the weights w of |u_n| in
/// κ‖u‖₁ + Σ w(b_i)|u_{n,i}|, and the noise n⁰ from which the iteration starts. w and the reliability ρ ∈ (0, 1) are
/// learned functions of one pixel's level, the same for all pixels, linear between 256 knots: w = exp(30ŵ),
/// ρ = sigmoid(3 + 60ρ̂). An unreliable pixel starts at what the reliable ones around it say:
/// b − n⁰ = ρ∘b + (1−ρ)∘(M(ρ∘b))/(Mρ), M_ij = exp(M̂_ij) for i ≠ j and 0 on the diagonal (normalised convolution, Knutsson and
/// Westin 1993, with a learned kernel). At the start w = 1, ρ = 0.95, M a Gaussian of one pixel. For a given b all of it is
/// constant along the iteration: the proof of D_num asks for w &gt; 0, and a start may be anything.
/// </summary>
public sealed class ImpulseModel : LearnedModule
{
    /// <summary>Knots on [0, 1]: the levels of an 8-bit image.</summary>
    public const int Knots = 256;

    private const double WeightGain = 30;
    private const double RelianceGain = 60;
    private readonly Parameter? weightHat;
    private readonly Parameter? relianceHat;
    private readonly Parameter? kernelHat;
    private readonly Tensor? others;  // 1 off the diagonal, [m, m]

    /// <summary>The model at its start.</summary>
    /// <param name="weights">Whether w is learned; otherwise it is 1.</param>
    /// <param name="start">Whether ρ and M are learned; otherwise n⁰ = 0.</param>
    /// <param name="side">Rows and columns of a patch, m = side².</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public ImpulseModel(bool weights, bool start, int side, ScalarType dtype, Device device)
        : base(nameof(ImpulseModel))
    {
        using var scope = NewDisposeScope();
        weightHat = weights ? Register("weight_hat", zeros(Knots, dtype, device)) : null;
        if (start)
        {
            relianceHat = Register("reliance_hat", zeros(Knots, dtype, device));
            kernelHat = Register("kernel_hat", (Distances(side) * -0.5).to(dtype).to(device));
            others = (1.0 - eye(side * side, dtype: dtype, device: device)).DetachFromDisposeScope();
        }
    }

    /// <summary>w(b), of b's shape; null where it is 1.</summary>
    public Tensor? Weights(Tensor b) => weightHat is null ? null : (At(weightHat, b) * WeightGain).exp();

    /// <summary>n⁰(b), of b's shape.</summary>
    public Tensor Start(Tensor b)
    {
        if (relianceHat is null || kernelHat is null || others is null)
        {
            return zeros_like(b);
        }

        var rho = ((At(relianceHat, b) * RelianceGain) + 3.0).sigmoid();
        var kernel = kernelHat.exp() * others;
        var around = (rho * b).MatMul(kernel) / (rho.MatMul(kernel) + 1e-6);
        return (1.0 - rho) * (b - around);
    }

    // Levels outside of [0, 1] count as 0 or 1.
    private static Tensor At(Parameter values, Tensor b)
    {
        var x = b.detach().clamp(0.0, 1.0) * (Knots - 1.0);
        var below = x.floor().clamp_max(Knots - 2.0);
        var index = below.to(ScalarType.Int64).flatten();
        var low = values.index_select(0, index).reshape(b.shape);
        var high = values.index_select(0, index + 1).reshape(b.shape);
        return low + ((x - below) * (high - low));
    }

    // Squared distance between pixels, [m, m].
    private static Tensor Distances(int side)
    {
        var place = arange(side, dtype: float64);
        var line = (place.unsqueeze(1) - place.unsqueeze(0)).square();  // [side, side]
        return (line.reshape(side, 1, side, 1) + line.reshape(1, side, 1, side)).reshape(side * side, side * side);
    }

    private Parameter Register(string name, Tensor start)
    {
        var parameter = Parameters.Of(start);
        register_parameter(name, parameter);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
