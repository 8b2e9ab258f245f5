using Hodl.Core.Operators;

namespace Hodl.Core.Hypergradients;

/// <summary>What a linear solver gives back.</summary>
/// <param name="Q">The best iterate that it saw.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Warning">What went wrong; null when nothing did.</param>
public sealed record LinearSolution(State Q, int Steps, string? Warning = null)
{
    /// <summary>‖b − A q‖/‖b‖ where the solver carries it along and it is far above rounding; null otherwise.</summary>
    public double? Residual { get; init; }
}
