using Hodl.Core.Linear;

namespace Hodl.Core.Solvers;

/// <summary>u^k.</summary>
/// <param name="U">The state.</param>
/// <param name="K">k, the number of steps taken.</param>
public sealed record Iterate(State U, int K);
