namespace Hodl.Core.Tasks;

/// <summary>In which type a run's free networks compute.</summary>
public enum Precision
{
    /// <summary>float32 throughout.</summary>
    Full,

    /// <summary>bfloat16 within free networks, float32 elsewhere.</summary>
    Mixed,
}
