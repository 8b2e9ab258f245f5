namespace Hodl.Core.Tasks;

/// <summary>Where the dictionary of patches comes from.</summary>
public enum AtomSource
{
    /// <summary>Overcomplete cosine atoms, 256 × 529.</summary>
    Cosine,

    /// <summary>256 × 512 atoms learned on clean training patches before the run.</summary>
    Learned,
}
