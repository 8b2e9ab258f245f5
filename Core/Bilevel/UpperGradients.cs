using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>ℓ at one (x; γ) with its partial gradients.</summary>
/// <param name="Loss">ℓ(γ; x).</param>
/// <param name="OverLower">∇ₓℓ, in the shape of x.</param>
/// <param name="OverUpper">∇_γℓ, [R]; zeros where ℓ does not read γ itself.</param>
public sealed record UpperGradients(double Loss, Tensor OverLower, Tensor OverUpper);
