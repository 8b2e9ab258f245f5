namespace Hodl.Core.Tasks;

/// <summary>u^0 of HODL on constrained sparse coding; the baselines start at 0 as published.</summary>
public enum CodingStart
{
    /// <summary>(0, 0, 0).</summary>
    Zero,

    /// <summary>(Qᵀb, 0, 0): the observation itself, since QQᵀ = I. It meets the constraint.</summary>
    Observation,
}
