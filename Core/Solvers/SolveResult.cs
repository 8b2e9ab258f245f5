using Hodl.Core.Linear;

namespace Hodl.Core.Solvers;

/// <summary>What an inner loop gives back.</summary>
/// <param name="U">u^k.</param>
/// <param name="Iterations">k.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Residual">‖u^k − T(u^k)‖_G, root mean square over the items; see <see cref="ISolver.Optimality"/>.</param>
public sealed record SolveResult(State U, int Iterations, StopReason Reason, double Residual);
