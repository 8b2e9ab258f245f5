namespace Hodl.Core.Tasks;

/// <summary>The upper level of constrained sparse coding.</summary>
public enum CodingLoss
{
    /// <summary>Mean squared error of Qu^K against clean training patches.</summary>
    Supervised,

    /// <summary>The problem's own objective at u^K, from noisy patches alone.</summary>
    Unsupervised,
}
