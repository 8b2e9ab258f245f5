using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// D_net of rain removal: two layers estimate u_b from (u_r, b), three estimate u_r from (u_b, u_r, b), as published; what b
/// tells — an estimate r(b) of both layers and features F(b) — comes from a free network that runs once an outer step.
/// In the deviation e = x − r(b): x⁺ = r + θe + (1 − θ)(N_b(e_r; F), N_r(e_b, e_r; F))/√2, N_b and N_r with every
/// convolution inside its norm on images of any size: the pair (N_b, N_r)/√2 is 1-Lipschitz, since
/// ½‖Δe_r‖² + ½‖Δ(e_b, e_r)‖² ≤ ‖Δe‖², and so is the average with θ = sigmoid(θ̂). Blocks 0 and 1 of the state, in the coordinates of
/// H^{1/2}; the others stay.
/// </summary>
public sealed class RainNet : LearnedModule
{
    private const double StartShare = 0.25;  // of θ
    private readonly Parameter[] background;
    private readonly Parameter[] rain;
    private readonly Parameter offsetB;
    private readonly Parameter offsetR;
    private readonly Parameter keepHat;

    /// <summary>A network with its own ω.</summary>
    /// <param name="channels">C.</param>
    /// <param name="hidden">Channels of the hidden layers.</param>
    /// <param name="features">Channels of F(b).</param>
    /// <param name="random">Source of the start's kernels; on the CPU.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public RainNet(long channels, long hidden, long features, Generator random, ScalarType dtype, Device device)
        : base(nameof(RainNet))
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        background = [Kernel("background0", hidden, channels, 1), Kernel("background1", channels, hidden, 0.3)];
        rain = [Kernel("rain0", hidden, 2 * channels, 1), Kernel("rain1", hidden, hidden, 1), Kernel("rain2", channels, hidden, 0.3)];
        offsetB = Kernel("offset_b", hidden, features, 0.1);
        offsetR = Kernel("offset_r", hidden, features, 0.1);
        keepHat = Parameters.Of(tensor(Reparametrization.Logit(StartShare)).to(dtype).to(device));
        register_parameter("keep_hat", keepHat);
        keepHat.DetachFromDisposeScope();

        Parameter Kernel(string name, long outputs, long inputs, double gain)
        {
            var values = randn([outputs, inputs, 3, 3], dtype: float64, generator: random) * (gain / Math.Sqrt(9 * inputs));
            var parameter = Parameters.Of(values.to(dtype).to(device));
            register_parameter(name, parameter);
            parameter.DetachFromDisposeScope();
            return parameter;
        }
    }

    /// <summary>(x_b, x_r) ↦ (x_b⁺, x_r⁺) for one batch.</summary>
    /// <param name="anchorB">r_b, [B, C, H, W].</param>
    /// <param name="anchorR">r_r, likewise.</param>
    /// <param name="features">F(b), [B, F, H, W].</param>
    public Func<Tensor, Tensor, (Tensor Background, Tensor Rain)> At(Tensor anchorB, Tensor anchorR, Tensor features)
    {
        static Tensor Convolve(Tensor x, Tensor kernel) => nn.functional.conv2d(x, kernel, padding: [1, 1]);
        static Tensor Within(Parameter kernel) => kernel / ConvolutionNorm.Anywhere(kernel).clamp_min(1.0);
        var (b0, b1) = (Within(background[0]), Within(background[1]));
        var (r0, r1, r2) = (Within(rain[0]), Within(rain[1]), Within(rain[2]));
        var (fromB, fromR) = (Convolve(features, offsetB), Convolve(features, offsetR));
        var keep = keepHat.sigmoid();
        var move = (1.0 - keep) * Math.Sqrt(0.5);
        return (xb, xr) =>
        {
            var (eb, er) = (xb - anchorB, xr - anchorR);
            var nb = Convolve((Convolve(er, b0) + fromB).relu(), b1);
            var nr = Convolve(Convolve((Convolve(cat([eb, er], 1), r0) + fromR).relu(), r1).relu(), r2);
            return (anchorB + (eb * keep) + (nb * move), anchorR + (er * keep) + (nr * move));
        };
    }
}
