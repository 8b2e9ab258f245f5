using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>Huber; see <see cref="Hodl.Core.Imaging.PenaltyKind.Huber"/>.</summary>
internal readonly struct HuberLanes : ILanePenalty
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        var one = L.Divide(epsilon, epsilon);
        return L.Max(L.Subtract(L.Subtract(one, one), one), L.Min(L.Divide(z, epsilon), one));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Second<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        return L.WhereAtMost(L.Abs(z), epsilon, L.Divide(L.Divide(epsilon, epsilon), epsilon));
    }
}
