using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Updates;

/// <summary>
/// Adam (Kingma and Ba, 2015): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// ω ← ω − γ/(1−β₁ᵗ)·m/(√(v/(1−β₂ᵗ)) + ε), with β = (0.9, 0.999), ε = 1e-8.
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

    /// <summary>Adam on the given parameters, moments 0.</summary>
    /// <param name="parameters">What to change.</param>
    /// <param name="factors">Factor on the rate, one for each parameter.</param>
    public AdamUpdate(IReadOnlyList<Parameter> parameters, IReadOnlyList<double> factors)
    {
        this.parameters = parameters;
        this.factors = factors;
        first = [.. parameters.Select(parameter => zeros_like(parameter).detach().DetachFromDisposeScope())];
        second = [.. parameters.Select(parameter => zeros_like(parameter).detach().DetachFromDisposeScope())];
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> Moments =>
        [.. first.Select((m, i) => ($"first{i}", m)), .. second.Select((v, i) => ($"second{i}", v))];

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Tensor?> gradients, double rate, long step)
    {
        using var ungraded = no_grad();
        var bias1 = 1 - Math.Pow(Beta1, step);
        var bias2 = Math.Sqrt(1 - Math.Pow(Beta2, step));
        for (var i = 0; i < parameters.Count; i++)
        {
            using var scope = NewDisposeScope();
            var gradient = gradients[i] ?? zeros_like(parameters[i]);
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
