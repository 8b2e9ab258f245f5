using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>The hyper-parameters of <see cref="RainAlm"/> at one ω; positive scalar tensors.</summary>
/// <param name="BetaB">β_b, penalty of v_b = u_b.</param>
/// <param name="BetaR">β_r, penalty of v_r = ∇u_r.</param>
/// <param name="RhoB">ρ_b of u_b.</param>
/// <param name="RhoR">ρ_r of u_r.</param>
/// <param name="SigmaB">ρ of v_b.</param>
/// <param name="SigmaR">ρ of v_r.</param>
/// <param name="KappaB">κ_b.</param>
/// <param name="KappaR">κ_r.</param>
public sealed record RainSteps(Tensor BetaB, Tensor BetaR, Tensor RhoB, Tensor RhoR, Tensor SigmaB, Tensor SigmaR, Tensor KappaB, Tensor KappaR);
