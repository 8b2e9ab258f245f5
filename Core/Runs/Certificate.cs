namespace Hodl.Core.Runs;

/// <summary>
/// Whether a run's hypergradient was right at one point: compared in float64, on the run's own problem, with central
/// differences of φ_K and with other methods.
/// </summary>
public sealed record Certificate
{
    /// <summary>The outer step whose ω was used; 0 is the start.</summary>
    public required long Step { get; init; }

    /// <summary>The outcome.</summary>
    public required CertificateVerdict Verdict { get; init; }

    /// <summary>One or two sentences: what was found, and the cause where it failed.</summary>
    public required string Reason { get; init; }

    /// <summary>The run's way to its hypergradient, such as <c>reverse mode</c>.</summary>
    public string Method { get; init; } = "";

    /// <summary>Relative error that passes.</summary>
    public double Threshold { get; init; }

    /// <summary>‖own − difference‖/‖difference‖ over the directional derivatives.</summary>
    public double RelativeError { get; init; }

    /// <summary>Cosine between the run's directional derivatives and the differences.</summary>
    public double Cosine { get; init; }

    /// <summary>What the step-size study leaves uncertain in the differences, relative to them.</summary>
    public double Uncertainty { get; init; }

    /// <summary>‖∂φ_K/∂ω‖.</summary>
    public double GradientNorm { get; init; }

    /// <summary>K.</summary>
    public int K { get; init; }

    /// <summary>‖u^K − T(u^K)‖ or ‖∇Φ(u^K)‖.</summary>
    public double InnerResidual { get; init; }

    /// <summary>Relative residual of the linear equation of the run's own method; null without one.</summary>
    public double? LinearResidual { get; init; }

    /// <summary>Numbers in ω.</summary>
    public long Parameters { get; init; }

    /// <summary>Directional derivatives compared.</summary>
    public int Directions { get; init; }

    /// <summary>Items of the batch; 0 for the whole problem.</summary>
    public long Items { get; init; }

    /// <summary>The other methods, central differences first.</summary>
    public IReadOnlyList<CertificateComparison> Comparisons { get; init; } = [];

    /// <summary>What the hypergradient itself warned of.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Seconds that the certificate took.</summary>
    public double Seconds { get; init; }
}
