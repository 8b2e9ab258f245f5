using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;

namespace Hodl.Core.Operators.Projections;

/// <summary>Proj_{U,G}(u) = argmin over ū ∈ U of ‖ū − u‖_G, differentiable in u and G.</summary>
public interface IProjection
{
    /// <summary>The nearest point of U in ‖·‖_G.</summary>
    /// <exception cref="ArgumentException">The projection is not known for this form of G.</exception>
    State Project(State u, IWeightedNorm g);
}
