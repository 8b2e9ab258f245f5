using Hodl.Core.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// ALM for min ½‖u_b + u_r − b‖² + κ_b‖v_b‖₁ + κ_r‖v_r‖₁ s.t. v_b = u_b, v_r = ∇u_r (Section 4.3), state
/// (u_b, u_r, v_b, v_r, λ_b, λ_r): [B, C, H, W], v_r and λ_r [B, 2C, H, W]. With A = [diag(I, ∇), −I],
/// q = λ + β(A_u u − v), P_u = 2βA_uᵀA_u + ρ, P_v = 2β + σ:
/// u⁺ = argmin ½‖u_b + u_r − b‖² + ⟨A_uᵀq, u⟩ + ½‖u⁺ − u‖²_{P_u}, exactly, two unknowns a frequency by FFT;
/// v⁺ = soft(v + q/P_v, κ/P_v); λ⁺ = λ + β(A_u u⁺ − v⁺).
/// That is the proximal point method with H = blockdiag(G, I/β), G = P − βAᵀA, so firmly non-expansive in H; and
/// βAᵀA ⪯ 2β blockdiag(A_uᵀA_u, I) gives G ⪰ blockdiag(ρ, σ) ≻ 0 for every ω. All are start·exp(5·what is learned),
/// the exponent inside ±3.
/// </summary>
public sealed class RainAlm : LearnedOperator
{
    private const double Gain = 5;
    private const double Reach = 3;
    private static readonly string[] Names = ["beta_b", "beta_r", "rho_b", "rho_r", "sigma_b", "sigma_r", "kappa_b", "kappa_r"];
    private readonly double[] starts;
    private readonly Parameter[] learned;

    /// <summary>ALM with its own ω.</summary>
    /// <param name="options">Start values.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public RainAlm(RainOptions options, ScalarType dtype, Device device)
        : base(nameof(RainAlm))
    {
        starts = [options.Beta, options.Beta, options.Rho, options.Rho, options.Rho, options.Rho, options.KappaBackground, options.KappaRain];
        learned = [.. Names.Select(_ => Reparametrization.Scalar(0, learned: true, dtype, device))];
        for (var i = 0; i < learned.Length; i++)
        {
            register_parameter(Names[i] + "_hat", learned[i]);
        }

        LambdaMin = Math.Min(options.Rho * Math.Exp(-Reach), 1 / (options.Beta * Math.Exp(Reach)));
    }

    /// <summary>Lower bound of λ_min(H) over Ω: min(ρ, σ, 1/β) at their extremes.</summary>
    public override double LambdaMin { get; }

    /// <summary>The hyper-parameters at the present ω.</summary>
    public RainSteps Steps()
    {
        var values = learned.Select((parameter, i) => ((parameter * (Gain / Reach)).tanh() * Reach).exp() * starts[i]).ToArray();
        return new(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch) => new BoundRainAlm(Steps(), batch.Input);
}
