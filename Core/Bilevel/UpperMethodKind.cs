namespace Hodl.Core.Bilevel;

/// <summary>What an upper-level method asks of a problem.</summary>
public enum UpperMethodKind
{
    /// <summary>An exact or approximate ∇ℓ of a smooth lower level.</summary>
    Gradient,

    /// <summary>Minibatches of a smooth lower level.</summary>
    Stochastic,

    /// <summary>A lower level with φ = |z|, which only image tasks have.</summary>
    NonSmooth,

    /// <summary>The loss alone: a derivative-free searcher.</summary>
    Search,
}
