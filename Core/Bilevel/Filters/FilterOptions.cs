using Hodl.Core.Imaging;
using Hodl.Core.Solvers;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>How the lower level of (Ex) is set up and solved.</summary>
public sealed record FilterOptions
{
    /// <summary>φ.</summary>
    public Penalty Penalty { get; init; } = new(PenaltyKind.CornerRounded, 0.01);

    /// <summary>The gradient method.</summary>
    public MomentumKind Momentum { get; init; } = MomentumKind.Optimized;

    /// <summary>Whether its momentum restarts.</summary>
    public bool Restart { get; init; } = true;

    /// <summary>Which L.</summary>
    public BoundKind Bound { get; init; } = BoundKind.Spectral;

    /// <summary>How convolutions are computed.</summary>
    public BankKind Bank { get; init; } = BankKind.Automatic;

    /// <summary>Threads within one operation.</summary>
    public int Threads { get; init; } = 1;
}
