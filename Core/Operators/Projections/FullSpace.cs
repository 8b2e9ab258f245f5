using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;

namespace Hodl.Core.Operators.Projections;

/// <summary>U = Rⁿ: nothing changes.</summary>
public sealed class FullSpace : IProjection
{
    /// <inheritdoc/>
    public State Project(State u, IWeightedNorm g) => u;
}
