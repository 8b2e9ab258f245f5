namespace Hodl.Core.Hypergradients;

/// <summary>How a certificate is made.</summary>
public sealed record CertificateOptions
{
    /// <summary>Relative error that passes.</summary>
    public double Threshold { get; init; } = 1e-5;

    /// <summary>Directions that mix the whole gradient with a random one, besides the gradient's own and one for each tensor of ω.</summary>
    public int RandomDirections { get; init; } = 2;

    /// <summary>The most tensors of ω that get a direction of their own; the largest ones do.</summary>
    public int MostTensors { get; init; } = 6;

    /// <summary>Unknowns of the lower level up to which the exact method is asked too.</summary>
    public int MostUnknowns { get; init; } = 512;

    /// <summary>Inner steps up to which a converged inner solve is sought when a cause has to be found.</summary>
    public int MostInnerSteps { get; init; } = 20_000;

    /// <summary>Seconds after which no further inner steps are taken when a cause has to be found.</summary>
    public double MostSeconds { get; init; } = 5;

    /// <summary>Seed of the directions.</summary>
    public long Seed { get; init; } = 1;
}
