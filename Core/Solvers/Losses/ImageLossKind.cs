namespace Hodl.Core.Solvers.Losses;

/// <summary>Upper-level losses that compare with the truth; review, Section 3.1.</summary>
public enum ImageLossKind
{
    /// <summary>½‖x̂ − x‖², the review's (Ex).</summary>
    SquaredError,

    /// <summary>The mean of (x̂ − x)².</summary>
    MeanSquaredError,

    /// <summary>The mean of |x̂ − x|.</summary>
    MeanAbsoluteError,

    /// <summary>Huber's function of x̂ − x, quadratic up to 0.05, its mean.</summary>
    Huber,

    /// <summary>½‖LoG ∗ (x̂ − x)‖², the error of edges (HFEN) with a Laplacian of Gaussian of 1.5 pixels.</summary>
    EdgeError,

    /// <summary>−SNR in dB, (3.2).</summary>
    Snr,
}
