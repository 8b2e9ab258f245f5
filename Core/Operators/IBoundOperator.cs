using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;

namespace Hodl.Core.Operators;

/// <summary>D(·, ω) for one batch and one ω.</summary>
public interface IBoundOperator
{
    /// <summary>The metric G_ω in which the operator is non-expansive.</summary>
    IWeightedNorm G { get; }

    /// <summary>D(u, ω), differentiable in u and ω. Shapes stay.</summary>
    State Apply(State u);
}
