using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>
/// Gradient descent with optional momentum: m ← ρm + g, ω ← ω − γm. As in PyTorch, a parameter without a gradient rests: neither it
/// nor its m changes.
/// </summary>
public sealed class SgdUpdate : IUpdate
{
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly IReadOnlyList<double> factors;
    private readonly double momentum;
    private readonly Tensor[] moments;

    /// <summary>SGD on the given parameters.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="factors">Factor on the rate, one for each parameter.</param>
    /// <param name="momentum">ρ ∈ [0, 1); 0 keeps no moments.</param>
    public SgdUpdate(IReadOnlyList<Parameter> parameters, IReadOnlyList<double> factors, double momentum)
    {
        this.parameters = parameters;
        this.factors = factors;
        this.momentum = momentum;
        moments = momentum == 0 ? [] : [.. parameters.Select(parameter => zeros_like(parameter).detach().DetachFromDisposeScope())];
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> Moments => [.. moments.Select((m, i) => ($"momentum{i}", m))];

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Tensor?> gradients, double rate)
    {
        using var ungraded = no_grad();
        for (var i = 0; i < parameters.Count; i++)
        {
            if (gradients[i] is { } gradient)
            {
                using var scope = NewDisposeScope();
                parameters[i].add_(moments.Length == 0 ? gradient : moments[i].mul_(momentum).add_(gradient), -rate * factors[i]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var moment in moments)
        {
            moment.Dispose();
        }
    }
}
