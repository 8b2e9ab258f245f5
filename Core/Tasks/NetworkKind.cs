namespace Hodl.Core.Tasks;

/// <summary>Kinds of fully connected D_net.</summary>
public enum NetworkKind
{
    /// <summary><see cref="Operators.Networks.ConvexPotentialNet"/>.</summary>
    Potential,

    /// <summary><see cref="Operators.Networks.FullyConnectedNet"/>, started near the identity.</summary>
    Plain,
}
