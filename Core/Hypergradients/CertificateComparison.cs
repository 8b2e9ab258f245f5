namespace Hodl.Core.Hypergradients;

/// <summary>The run's hypergradient beside that of another method at the same point.</summary>
/// <param name="Method">The other method.</param>
/// <param name="RelativeError">‖own − other‖/‖other‖ over ω, or over the directions for methods that give directional derivatives.</param>
/// <param name="Cosine">Cosine between the two.</param>
/// <param name="Counts">Whether the verdict depends on it: it is exact at any K, as differences and forward mode are.</param>
public sealed record CertificateComparison(string Method, double RelativeError, double Cosine, bool Counts)
{
    /// <summary>Relative residual of the other method's linear equation; null without one.</summary>
    public double? LinearResidual { get; init; }

    /// <summary>Its own uncertainty relative to its size, for differences; null when it is exact to rounding.</summary>
    public double? Uncertainty { get; init; }

    /// <summary>Products with a transposed Jacobian or a Hessian.</summary>
    public int VectorJacobianProducts { get; init; }

    /// <summary>Products with a Jacobian.</summary>
    public int JacobianVectorProducts { get; init; }

    /// <summary>Seconds that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Growth of live tensor bytes meanwhile.</summary>
    public long PeakBytes { get; init; }

    /// <summary>What explains a difference; empty when there is nothing to explain.</summary>
    public string Note { get; init; } = "";
}
