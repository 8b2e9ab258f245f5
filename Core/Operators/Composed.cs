using Hodl.Core.Data;

namespace Hodl.Core.Operators;

/// <summary>
/// D = D_num ∘ D_net* with D_net* = G^{-1/2} D_net G^{1/2} (Section 4.2): D_net is 1-Lipschitz in the Euclidean norm,
/// so D_net* is in ‖·‖_G, and the composition is non-expansive in the metric of D_num.
/// </summary>
public sealed class Composed : LearnedOperator
{
    /// <summary>Composes the two.</summary>
    /// <param name="numerical">D_num, non-expansive in its G.</param>
    /// <param name="network">D_net, non-expansive in the Euclidean norm; acts on states of the same shape.</param>
    public Composed(LearnedOperator numerical, LearnedOperator network)
        : base(nameof(Composed))
    {
        Numerical = numerical;
        Network = network;
        register_module("num", numerical);
        register_module("net", network);
    }

    /// <summary>D_num.</summary>
    public LearnedOperator Numerical { get; }

    /// <summary>D_net.</summary>
    public LearnedOperator Network { get; }

    /// <inheritdoc/>
    public override double LambdaMin => Numerical.LambdaMin;

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch) => new BoundComposed(Numerical.At(batch), Network.At(batch));
}
