using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;

namespace Hodl.Core.Operators;

/// <summary>D_num ∘ G^{-1/2} D_net G^{1/2} for one batch and one ω.</summary>
/// <param name="Numerical">D_num, whose metric the composition has.</param>
/// <param name="Network">D_net, 1-Lipschitz in the Euclidean norm.</param>
public sealed record BoundComposed(IBoundOperator Numerical, IBoundOperator Network) : IBoundOperator
{
    /// <inheritdoc/>
    public IWeightedNorm G => Numerical.G;

    /// <inheritdoc/>
    public State Apply(State u) => Numerical.Apply(G.InverseSqrt(Network.Apply(G.Sqrt(u))));
}
