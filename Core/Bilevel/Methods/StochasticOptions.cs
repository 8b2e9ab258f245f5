using Hodl.Core.Solvers;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>What the stochastic methods share.</summary>
public sealed record StochasticOptions
{
    /// <summary>Seed of the minibatches.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Samples of a minibatch, ≥ 1.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>α_ℓ of the first step.</summary>
    public double UpperRate { get; init; } = 0.1;

    /// <summary>α_Φ of the first step in units of 1/L; at most 1.</summary>
    public double LowerRate { get; init; } = 0.5;

    /// <summary>Q, terms of the Neumann series.</summary>
    public int Terms { get; init; } = 10;

    /// <summary>T, lower-level steps of an upper step (double loops).</summary>
    public int LowerSteps { get; init; } = 10;

    /// <summary>Whether ℓ(γ) is strongly convex, which the decay of the steps follows.</summary>
    public bool StronglyConvex { get; init; }

    /// <summary>Step u at which a decaying rate has fallen to half of its order; larger keeps the first steps large for longer.</summary>
    public double Delay { get; init; } = 20;

    /// <summary>The same with other draws.</summary>
    public StochasticOptions Redrawn(int draw) => this with { Seed = unchecked((long)StepSeed.Of(Seed, -draw)) };

    /// <summary>Rate · (1 + u/delay)^(−power).</summary>
    public double Decayed(double rate, long u, double power) => rate * Math.Pow(1 + (u / Delay), -power);
}
