namespace Hodl.Core.Bilevel.Problems;

/// <summary>What a <see cref="QuadraticBilevel"/> is drawn with.</summary>
public sealed record QuadraticOptions
{
    /// <summary>N ≥ 1.</summary>
    public int LowerSize { get; init; } = 20;

    /// <summary>R ≥ 1.</summary>
    public int UpperSize { get; init; } = 5;

    /// <summary>κ ≥ 1.</summary>
    public double Condition { get; init; } = 10;

    /// <summary>ρ ≥ 0.</summary>
    public double Rho { get; init; } = 0.1;

    /// <summary>Whether the upper level is the robust one.</summary>
    public bool Robust { get; init; }

    /// <summary>s &gt; 0 of the robust one.</summary>
    public double Scale { get; init; } = 2;

    /// <summary>σ ≥ 0 of minibatches.</summary>
    public double Noise { get; init; }
}
