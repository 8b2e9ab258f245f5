using Hodl.Core.Hypergradients;

namespace Hodl.Core.Runs;

/// <summary>The vector that an outer step of a run handed to its optimizer, with the run's state before it: all that its certificate needs.</summary>
/// <param name="Gradient">The vector; it belongs to this record.</param>
/// <param name="Before">The run before the step.</param>
public sealed record CapturedStep(StepGradient Gradient, RunCheckpoint Before) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Gradient.Dispose();
}
