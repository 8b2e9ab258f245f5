namespace Hodl.Core.Hypergradients;

/// <summary>A directional derivative by differences.</summary>
/// <param name="Value">The derivative; at a kink the mean of the one-sided ones.</param>
/// <param name="Uncertainty">How far the study of step sizes leaves it open.</param>
/// <param name="Kink">By how much the one-sided derivatives differ beyond rounding; 0 where φ_K is smooth.</param>
public readonly record struct Slope(double Value, double Uncertainty, double Kink);
