using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>What a lower-level solver gives back.</summary>
/// <param name="X">The iterate.</param>
/// <param name="Steps">Gradients taken.</param>
/// <param name="Residual">‖∇ₓΦ‖₂ there, or the solver's own measure of optimality where Φ has no gradient.</param>
public sealed record LowerSolution(Tensor X, int Steps, double Residual);
