namespace Hodl.Core.Hypergradients;

/// <summary>
/// Whether a run's hypergradient was right at one step, as two questions. <em>Formula</em>: with everything solved as far as
/// float64 allows, does the estimator give the derivative of <see cref="Target"/>? <em>This run</em>: how far from that derivative
/// was the very vector that the run handed to its optimizer, in its own precision, with its own K, linear steps, tolerances, warm
/// start and batch?
/// </summary>
public sealed record Certificate
{
    /// <summary>The outer step whose vector was judged; of certificates that say <see cref="RunVerdict.FormulaOnly"/>, the step whose ω was used.</summary>
    public required long Step { get; init; }

    /// <summary>The formula's outcome.</summary>
    public required CertificateVerdict Verdict { get; init; }

    /// <summary>One or two sentences on the formula: what was found, and why where it failed.</summary>
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

    /// <summary>‖g‖ of the run's vector; of certificates that say <see cref="RunVerdict.FormulaOnly"/>, that of the formula.</summary>
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

    /// <summary>This run's outcome.</summary>
    public RunVerdict Run { get; init; }

    /// <summary>One or two sentences on this run's vector, with the causes of its error.</summary>
    public string RunReason { get; init; } = "";

    /// <summary>What the derivative is of: <c>φ_K</c>, or <c>φ at the minimizer</c>.</summary>
    public string Target { get; init; } = "";

    /// <summary>‖g − g*‖/‖g*‖ of the run's vector g and the reference g* over all of ω; null where it was not asked or g* is zero.</summary>
    public double? RunError { get; init; }

    /// <summary>‖g*‖ of the reference.</summary>
    public double? ReferenceNorm { get; init; }

    /// <summary>Cosine between the two.</summary>
    public double? RunCosine { get; init; }

    /// <summary>‖g‖/‖g*‖.</summary>
    public double? RunNormRatio { get; init; }

    /// <summary>The same for each tensor of ω on its own.</summary>
    public IReadOnlyList<TensorAgreement> Tensors { get; init; } = [];

    /// <summary>Where the error comes from, repaired one after another in this order.</summary>
    public IReadOnlyList<ErrorShare> Causes { get; init; } = [];

    /// <summary>How far the reference was confirmed by central differences, relative to it; their uncertainty included.</summary>
    public double? ReferenceError { get; init; }

    /// <summary>Random draws of a stochastic estimator that were averaged; 0 for others.</summary>
    public int Draws { get; init; }

    /// <summary>‖mean of the draws − g*‖/‖g*‖: the bias, as far as <see cref="StandardError"/> lets it be seen.</summary>
    public double? Bias { get; init; }

    /// <summary>Standard error of that mean, relative to ‖g*‖.</summary>
    public double? StandardError { get; init; }

    /// <summary>The type of number that the run's vector had, such as <c>float32</c>.</summary>
    public string Precision { get; init; } = "";

    /// <summary>The device that it was computed on.</summary>
    public string Device { get; init; } = "";

    /// <summary>What this step trained, where that is not φ_K of the settings; empty elsewhere.</summary>
    public string OtherFunction { get; init; } = "";

    /// <summary>Seconds that the certificate took.</summary>
    public double Seconds { get; init; }
}
