using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// GD: D(u) = u − η∇f(u, ω). Non-expansive in the Euclidean norm for convex f with L-Lipschitz gradient and
/// η ≤ 2/L (Baillon–Haddad).
/// </summary>
public sealed class GradientDescent : LearnedOperator
{
    private readonly Func<State, Batch, State> gradient;

    /// <summary>GD on f.</summary>
    /// <param name="gradient">(u, batch) ↦ ∇f(u, ω).</param>
    /// <param name="eta">η, in (0, 2/L].</param>
    /// <param name="omega">The module whose parameters ∇f reads; null when it reads none.</param>
    public GradientDescent(Func<State, Batch, State> gradient, double eta, nn.Module? omega = null)
        : base(nameof(GradientDescent))
    {
        this.gradient = gradient;
        Eta = eta;
        if (omega is not null)
        {
            register_module("omega", omega);
        }
    }

    /// <summary>η.</summary>
    public double Eta { get; }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch) =>
        new BoundOperator(u => u.Add(gradient(u, batch), -Eta), EuclideanNorm.Instance);
}
