namespace Hodl.Core.Tasks;

/// <summary>The published pairs of rain removal.</summary>
public enum RainSet
{
    /// <summary>Light rain.</summary>
    Rain100L,

    /// <summary>Heavy rain.</summary>
    Rain100H,
}
