namespace Hodl.Core.Solvers.Losses;

/// <summary>Upper-level losses that know the noise's variance and not the truth; review, Sections 3.1.2 and 6.2.</summary>
public enum BlindLossKind
{
    /// <summary>Stein's unbiased estimate of the mean squared error with a Monte-Carlo divergence, (3.3) and (3.4).</summary>
    Sure,

    /// <summary>The discrepancy principle: the residual's variance is σ².</summary>
    Discrepancy,

    /// <summary>The noise corridor (6.2): the residual's local variances stay within bounds around σ².</summary>
    Corridor,

    /// <summary>The residual's variances in the bands of the DCT are those of white noise.</summary>
    Bands,
}
