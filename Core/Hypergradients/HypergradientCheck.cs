namespace Hodl.Core.Hypergradients;

/// <summary>What a check of a hypergradient against differences of φ_K found.</summary>
/// <param name="RelativeError">‖analytic − numeric‖/‖numeric‖ over the directional derivatives tried.</param>
/// <param name="Cosine">Cosine between the two vectors of directional derivatives.</param>
public sealed record HypergradientCheck(double RelativeError, double Cosine);
