using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>
/// Adam (Kingma and Ba, 2015): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// ω ← ω − γ/(1−β₁ⁿ)·m/(√(v/(1−β₂ⁿ)) + ε), with β = (0.9, 0.999), ε = 1e-8, n the steps that this parameter has taken. As in
/// PyTorch, a parameter without a gradient rests: it, m, v and n stay as they are, so that old momentum cannot move what a step does
/// not train. A gradient of zeros is a gradient: it ages m and v, and m moves the parameter.
/// </summary>
public sealed class AdamUpdate : IUpdate
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly IReadOnlyList<double> factors;
    private readonly Tensor[] first;
    private readonly Tensor[] second;
    private readonly Tensor counts;

    /// <summary>The moment that holds n of every parameter, int64.</summary>
    internal const string Counts = "counts";

    /// <summary>Adam on the given parameters, moments 0.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="factors">Factor on the rate, one for each parameter.</param>
    public AdamUpdate(IReadOnlyList<Parameter> parameters, IReadOnlyList<double> factors)
    {
        this.parameters = parameters;
        this.factors = factors;
        first = [.. parameters.Select(parameter => zeros_like(parameter).detach().DetachFromDisposeScope())];
        second = [.. parameters.Select(parameter => zeros_like(parameter).detach().DetachFromDisposeScope())];
        counts = zeros(parameters.Count, int64).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> Moments =>
        [.. first.Select((m, i) => ($"first{i}", m)), .. second.Select((v, i) => ($"second{i}", v)), (Counts, counts)];

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Tensor?> gradients, double rate)
    {
        using var ungraded = no_grad();
        for (var i = 0; i < parameters.Count; i++)
        {
            if (gradients[i] is not { } gradient)
            {
                continue;
            }

            using var scope = NewDisposeScope();
            var n = counts[i].add_(1).item<long>();
            var bias1 = 1 - Math.Pow(Beta1, n);
            var bias2 = Math.Sqrt(1 - Math.Pow(Beta2, n));
            first[i].mul_(Beta1).add_(gradient, 1 - Beta1);
            second[i].mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            parameters[i].addcdiv_(first[i], (second[i].sqrt() / bias2).add_(Epsilon), -rate * factors[i] / bias1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, moment) in Moments)
        {
            moment.Dispose();
        }
    }
}
