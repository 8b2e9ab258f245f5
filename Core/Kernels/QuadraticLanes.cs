using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>z²; see <see cref="Hodl.Core.Imaging.PenaltyKind.Quadratic"/>.</summary>
internal readonly struct QuadraticLanes : ILanePenalty
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        return L.Add(z, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Second<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        var one = L.Divide(epsilon, epsilon);
        return L.Add(one, one);
    }
}
