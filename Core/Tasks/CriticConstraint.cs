namespace Hodl.Core.Tasks;

/// <summary>How WGAN keeps its critic Lipschitz.</summary>
public enum CriticConstraint
{
    /// <summary>Gradient penalty (Gulrajani et al., 2017).</summary>
    Penalty,

    /// <summary>Clipped weights (Arjovsky et al., 2017).</summary>
    Clip,
}
