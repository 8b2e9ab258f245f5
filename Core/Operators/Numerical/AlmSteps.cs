using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>ALM's hyper-parameters at the present ω.</summary>
/// <param name="Beta">β, a scalar tensor.</param>
/// <param name="TauU">Step of u, a scalar tensor: 1/τ_u is its entry in the proximal metric.</param>
/// <param name="TauN">Step of u_n, a scalar tensor.</param>
/// <param name="Threshold">τ_u κ, a scalar or [n].</param>
public sealed record AlmSteps(Tensor Beta, Tensor TauU, Tensor TauN, Tensor Threshold);
