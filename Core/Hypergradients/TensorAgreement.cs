namespace Hodl.Core.Hypergradients;

/// <summary>One tensor of ω: the run's gradient beside the reference.</summary>
/// <param name="Name">Its name in ω.</param>
/// <param name="RelativeError">‖g − g*‖/‖g*‖ over this tensor alone; null where g* is zero to rounding, or below the rounding of all other tensors.</param>
/// <param name="Cosine">Cosine between the two; null likewise.</param>
/// <param name="NormRatio">‖g‖/‖g*‖; null likewise.</param>
/// <param name="Share">‖g*‖ of this tensor as a share of that of all of ω.</param>
public sealed record TensorAgreement(string Name, double? RelativeError, double? Cosine, double? NormRatio, double Share);
