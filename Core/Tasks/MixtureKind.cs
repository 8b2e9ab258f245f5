namespace Hodl.Core.Tasks;

/// <summary>Distributions in the plane.</summary>
public enum MixtureKind
{
    /// <summary>Eight Gaussians on a circle of radius 2.</summary>
    Ring8,

    /// <summary>25 Gaussians on a 5 × 5 grid of spacing 1.</summary>
    Grid25,

    /// <summary>Two half circles of radius 1 that reach into each other.</summary>
    TwoMoons,

    /// <summary>Points of a CSV file.</summary>
    Own,
}
