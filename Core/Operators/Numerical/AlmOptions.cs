namespace Hodl.Core.Operators.Numerical;

/// <summary>Start values of ALM's hyper-parameters and how many of them there are.</summary>
public sealed record AlmOptions
{
    /// <summary>β at the start, inside [<see cref="AlmParameters.BetaMin"/>, <see cref="AlmParameters.BetaMax"/>].</summary>
    public double Beta { get; init; } = 1;

    /// <summary>κ at the start: weight of ‖u‖₁ against ‖u_n‖₁, &gt; 0.</summary>
    public double Kappa { get; init; } = 1;

    /// <summary>θ ∈ (0, 1) at the start, the share of the step budget that u gets; null: ‖Q‖²/(‖Q‖²+1), which gives both blocks the same step.</summary>
    public double? Split { get; init; }

    /// <summary>One κ for each atom instead of one for all.</summary>
    public bool KappaPerAtom { get; init; }

    /// <summary>Whether β, θ and κ are learned.</summary>
    public bool Learned { get; init; } = true;
}
