using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// Learned hyper-parameters of the linearised methods for Qu + u_n = b, inside their bounds for every ω:
/// β = β_min(β_max/β_min)^{sigmoid(20β̂)}, θ = sigmoid(20θ̂), κ_i = κ₀ exp(30κ̂_i),
/// τ_u = 0.99 θ/(β‖Q‖²), τ_n = 0.99 (1−θ)/β. Then β(τ_u QQᵀ + τ_n I) ⪯ 0.99 I, which is P ≻ βAᵀA for
/// P = blockdiag(I/τ_u, I/τ_n), A = [Q I]: G = P − βAᵀA ⪰ 0.01 P. With θ = ‖Q‖²/(‖Q‖²+1) both steps are the
/// 0.99/(β(‖Q‖²+1)) of plain linearised ALM. The gains 20 and 30 let a hyper-parameter move about thirty times
/// as far in one step of Adam as an entry of a matrix does.
/// </summary>
public sealed class AlmParameters : LearnedModule
{
    /// <summary>Lower end of β.</summary>
    public const double BetaMin = 0.05;

    /// <summary>Upper end of β.</summary>
    public const double BetaMax = 20;

    /// <summary>β(τ_u‖Q‖² + τ_n), the share of the step budget that is used; below 1.</summary>
    public const double Budget = 0.99;

    private const double Gain = 20;
    private const double KappaGain = 30;
    private readonly Parameter betaHat;
    private readonly Parameter splitHat;
    private readonly Parameter kappaHat;
    private readonly double kappa;

    /// <summary>Hyper-parameters with their start values.</summary>
    /// <param name="dictionary">Q at the start, for ‖Q‖², n, type and device.</param>
    /// <param name="options">Start values.</param>
    /// <exception cref="ArgumentException">A start value is outside of its range.</exception>
    public AlmParameters(BoundAtoms dictionary, AlmOptions options)
        : base(nameof(AlmParameters))
    {
        using var scope = NewDisposeScope();
        var (dtype, device) = (dictionary.Q.dtype, dictionary.Q.device);
        var share = Math.Log(options.Beta / BetaMin) / Math.Log(BetaMax / BetaMin);
        var split = options.Split ?? dictionary.NormSquared / (dictionary.NormSquared + 1);
        kappa = options.Kappa > 0 ? options.Kappa : throw new ArgumentException($"kappa = {options.Kappa} is not positive.", nameof(options));
        betaHat = Reparametrization.Scalar(Reparametrization.Logit(share) / Gain, options.Learned, dtype, device);
        splitHat = Reparametrization.Scalar(Reparametrization.Logit(split) / Gain, options.Learned, dtype, device);
        kappaHat = Parameters.Of(zeros(options.KappaPerAtom ? [dictionary.Q.shape[1]] : [1], dtype, device), options.Learned);
        foreach (var (name, parameter) in new[] { ("beta_hat", betaHat), ("split_hat", splitHat), ("kappa_hat", kappaHat) })
        {
            register_parameter(name, parameter);
            parameter.DetachFromDisposeScope();
        }

        LambdaMin = Math.Min((1 - Budget) / Budget * BetaMin * Math.Min(1, dictionary.NormSquared), 1 / BetaMax);
    }

    /// <summary>
    /// Lower bound of λ_min(blockdiag(G, I/β)) over Ω: G ⪰ (1−0.99)P with P ⪰ β min(1, ‖Q‖²)/0.99, and 1/β ≥ 1/β_max.
    /// </summary>
    public double LambdaMin { get; }

    /// <summary>κ, [1] or [n].</summary>
    public Tensor Kappa => (kappaHat * KappaGain).exp() * kappa;

    /// <summary>The steps at the present ω.</summary>
    public AlmSteps Bind(BoundAtoms dictionary)
    {
        var beta = ((betaHat * Gain).sigmoid() * Math.Log(BetaMax / BetaMin)).exp() * BetaMin;
        var split = (splitHat * Gain).sigmoid();
        var tauU = split * (Budget / dictionary.NormSquared) / beta;
        var tauN = (1.0 - split) * Budget / beta;
        return new(beta, tauU, tauN, Kappa * tauU);
    }
}
