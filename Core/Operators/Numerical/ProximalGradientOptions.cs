namespace Hodl.Core.Operators.Numerical;

/// <summary>Start values of PG's hyper-parameters and which of them are learned.</summary>
public sealed record ProximalGradientOptions
{
    /// <summary>κ at the start; weight of ‖u‖₁, &gt; 0.</summary>
    public double Kappa { get; init; } = 0.01;

    /// <summary>Whether κ is learned (softplus).</summary>
    public bool LearnKappa { get; init; } = true;

    /// <summary>γ at the start as a share of its bound 2/λ_max, in (0, 1).</summary>
    public double StepShare { get; init; } = 0.5;

    /// <summary>Whether γ is learned (sigmoid between 0 and its bound).</summary>
    public bool LearnStep { get; init; } = true;

    /// <summary>Upper end of G's diagonal, in (1, ∞); 1 means G = I, which learns nothing.</summary>
    public double MetricUpper { get; init; } = 1;

    /// <summary>Share of the way from 1 to <see cref="MetricUpper"/> at which a learned diagonal starts, in (0, 1).</summary>
    public double MetricShare { get; init; } = 0.1;
}
