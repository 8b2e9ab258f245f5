using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// Curves along an inner loop: ‖u^k − u^{k−1}‖/‖u^{k−1}‖ (over the whole batch) and, when a measure is given, a value
/// of u^k such as the loss. Values stay on the device until they are read.
/// </summary>
/// <param name="measure">u^k ↦ scalar tensor; null for none.</param>
public sealed class InnerTrace(Func<State, Tensor>? measure = null) : IDisposable
{
    private readonly List<Tensor> steps = [];
    private readonly List<Tensor> measures = [];

    /// <summary>‖u^k − u^{k−1}‖/‖u^{k−1}‖ for k = 1…; the first is NaN or ∞ when u^0 = 0.</summary>
    public IReadOnlyList<double> RelativeSteps => Read(steps);

    /// <summary>The measure of u^k for k = 1…; empty without a measure.</summary>
    public IReadOnlyList<double> Measures => Read(measures);

    /// <summary>Takes the step from u^{k−1} to u^k.</summary>
    public void Add(State previous, State next)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (before, after) = (previous.Detach(), next.Detach());
        steps.Add(((after - before).Norm() / before.Norm()).DetachFromDisposeScope());
        if (measure is not null)
        {
            measures.Add(measure(after).detach().DetachFromDisposeScope());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        steps.ForEach(value => value.Dispose());
        measures.ForEach(value => value.Dispose());
    }

    private static double[] Read(List<Tensor> values)
    {
        using var scope = NewDisposeScope();
        return [.. values.Select(value => value.to(float64).cpu().item<double>())];
    }
}
