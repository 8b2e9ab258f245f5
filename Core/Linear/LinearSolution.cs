using System.Globalization;
using static TorchSharp.torch;

namespace Hodl.Core.Linear;

/// <summary>What a linear solver gives back.</summary>
/// <param name="Q">The iterate that it settled on; each solver says which.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Warning">What went wrong; null when nothing did.</param>
public sealed record LinearSolution(State Q, int Steps, string? Warning = null)
{
    /// <summary>‖b − A q‖/‖b‖ where the solver carries it along and it is far above rounding; null otherwise.</summary>
    public double? Residual { get; init; }

    /// <summary>That by its residual a solution is worth no more than q = 0.</summary>
    /// <param name="residual">‖b − A q‖/‖b‖.</param>
    /// <param name="steps">Steps taken.</param>
    internal static string NoBetterThanZero(double residual, int steps) => string.Create(
        CultureInfo.InvariantCulture,
        $"The linear equation is not solved, by its residual no better than q = 0: relative residual {residual:G3} after {steps} steps.");

    /// <summary>
    /// The solution where no step is needed: 0 for b = 0, whatever the start, and NaN for a b that is not finite, so that what is
    /// computed from it cannot pass for a gradient. Null otherwise.
    /// </summary>
    /// <param name="b">b.</param>
    /// <param name="size">‖b‖₂.</param>
    internal static LinearSolution? WithoutSteps(State b, double size) =>
        size == 0 ? new(b.Map(block => zeros_like(block)), 0) { Residual = 0 }
        : double.IsFinite(size) ? null
        : new(b.Map(block => full_like(block, double.NaN)), 0, "The right-hand side of the linear equation, ∂ℓ/∂u, is not finite.")
        {
            Residual = double.NaN,
        };
}
