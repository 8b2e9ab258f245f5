using Hodl.Core.Bilevel.Steps;
using Hodl.Core.Search;

namespace Hodl.Core.Bilevel;

/// <summary>What the methods of <see cref="UpperMethods"/> are built with; each reads what concerns it.</summary>
public sealed record MethodOptions
{
    /// <summary>Seed of whatever is random.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The most lower-level steps T of an upper step or a trial; exactly T where a method unrolls them.</summary>
    public int LowerSteps { get; init; } = 50;

    /// <summary>‖∇ₓΦ‖₂ at which a double loop's or a trial's lower level ends.</summary>
    public double LowerTolerance { get; init; } = 1e-6;

    /// <summary>ε⁽⁰⁾ of HOAG.</summary>
    public double FirstAccuracy { get; init; } = 0.01;

    /// <summary>Which descent solves it; null for the problem's own solver.</summary>
    public DescentKind? Descent { get; init; }

    /// <summary>The most steps on the linear equation; terms of a Neumann series.</summary>
    public int LinearSteps { get; init; } = 50;

    /// <summary>Which step takes the hypergradient of <c>ift</c> and the gradients by name.</summary>
    public UpperOptimizer Optimizer { get; init; } = UpperOptimizer.Adam;

    /// <summary>Rate of Adam.</summary>
    public double AdamRate { get; init; } = 0.1;

    /// <summary>α_ℓ of gradient descent, the first length of line searches, the first rate of stochastic methods.</summary>
    public double UpperRate { get; init; } = 0.1;

    /// <summary>p of BA: T_u = ⌈T₀(u + 1)^p⌉.</summary>
    public double Growth { get; init; } = 0.25;

    /// <summary>T₀ of BA.</summary>
    public int FirstSteps { get; init; } = 10;

    /// <summary>Samples of a minibatch.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>α_Φ of stochastic methods in units of 1/L.</summary>
    public double LowerRate { get; init; } = 0.5;

    /// <summary>Q, terms of stochastic Neumann series.</summary>
    public int Terms { get; init; } = 20;

    /// <summary>Step at which decaying rates have begun to fall.</summary>
    public double Delay { get; init; } = 20;

    /// <summary>Whether ℓ(γ) is strongly convex; decides how stochastic rates fall.</summary>
    public bool StronglyConvex { get; init; }

    /// <summary>λ⁽⁰⁾ of Penalty.</summary>
    public double FirstPenalty { get; init; } = 1;

    /// <summary>q of Penalty.</summary>
    public double PenaltyGrowth { get; init; } = 1.05;

    /// <summary>Values of each coordinate on a grid.</summary>
    public int GridPoints { get; init; } = 5;

    /// <summary>λ of CMA-ES; 0 for its default.</summary>
    public int Population { get; init; }
}
