namespace Hodl.Core.Tasks;

/// <summary>Where training patches come from.</summary>
public enum PatchSource
{
    /// <summary>BSD400, photographs of 180 × 180.</summary>
    Bsd400,

    /// <summary>Set14, turned gray.</summary>
    Set14,

    /// <summary>Drawn pictures.</summary>
    Generated,
}
