using Hodl.Core.Operators;

namespace Hodl.Core.Hypergradients;

/// <summary>What a linear solver gives back.</summary>
/// <param name="Q">The best iterate that it saw.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Warning">What went wrong; null when nothing did.</param>
public sealed record LinearSolution(State Q, int Steps, string? Warning = null);
