namespace Hodl.Core.Operators.Numerical;

/// <summary>Start values of <see cref="RainAlm"/>.</summary>
public sealed record RainOptions
{
    /// <summary>κ_b: weight of ‖v_b‖₁, &gt; 0.</summary>
    public double KappaBackground { get; init; } = 1e-4;

    /// <summary>κ_r: weight of ‖v_r‖₁, &gt; 0.</summary>
    public double KappaRain { get; init; } = 1e-3;

    /// <summary>β of both constraints, &gt; 0.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>ρ: what G adds in every block, &gt; 0; larger steps come from smaller ones.</summary>
    public double Rho { get; init; } = 0.1;
}
