namespace Hodl.Core.Bilevel.Filters;

/// <summary>Which Lipschitz constant of ∇Φ sets the lower level's step.</summary>
public enum BoundKind
{
    /// <summary>From the spectrum of the filters at the image's size: the smallest that holds for every x.</summary>
    Spectral,

    /// <summary>The review's (4.19), from the filters' 1-norms: larger by about the number of taps, so steps are shorter.</summary>
    Review,
}
