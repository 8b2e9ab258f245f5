namespace Hodl.Core.Kernels;

/// <summary>φ′ and φ″ in registers; the plain reference is <see cref="Hodl.Core.Imaging.Penalty"/>.</summary>
internal interface ILanePenalty
{
    /// <summary>φ′(z).</summary>
    static abstract V First<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged;

    /// <summary>φ″(z).</summary>
    static abstract V Second<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged;
}
