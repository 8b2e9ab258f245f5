namespace Hodl.Core.Hypergradients;

/// <summary>How a certificate is made.</summary>
public sealed record CertificateOptions
{
    /// <summary>Relative error up to which a formula passes and a run's vector is exact.</summary>
    public double Threshold { get; init; } = 1e-5;

    /// <summary>Relative error up to which a run's vector is accurate.</summary>
    public double Accurate { get; init; } = 1e-2;

    /// <summary>Random directions over all of ω, ≥ 1.</summary>
    public int RandomDirections { get; init; } = 3;

    /// <summary>The most tensors of ω that get a direction of their own.</summary>
    public int MostTensors { get; init; } = 1;

    /// <summary>Seconds that the search for a minimizer may take before φ_K becomes the reference, and that a linear equation may take.</summary>
    public double MostSeconds { get; init; } = 5;

    /// <summary>Seed of the directions.</summary>
    public long Seed { get; init; } = 1;
}
