namespace Hodl.Core.Tasks;

/// <summary>The optimization method beneath the baselines (Table 4). HODL has ALM.</summary>
public enum BaseMethod
{
    /// <summary>Proximal linearised ALM: all blocks at once.</summary>
    Alm,

    /// <summary>Linearised ADMM: one block after the other.</summary>
    Admm,
}
