using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;

namespace Hodl.Core.Operators;

/// <summary>A bound operator given by a function.</summary>
/// <param name="apply">D(u, ω).</param>
/// <param name="g">The metric G_ω.</param>
public sealed class BoundOperator(Func<State, State> apply, IWeightedNorm g) : IBoundOperator
{
    /// <inheritdoc/>
    public IWeightedNorm G { get; } = g;

    /// <inheritdoc/>
    public State Apply(State u) => apply(u);
}
