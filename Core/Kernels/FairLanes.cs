using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>|z| − ε log(1 + |z|/ε); see <see cref="Hodl.Core.Imaging.PenaltyKind.Fair"/>.</summary>
internal readonly struct FairLanes : ILanePenalty
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        return L.Divide(z, L.Add(L.Abs(z), epsilon));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Second<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        var sum = L.Add(L.Abs(z), epsilon);
        return L.Divide(epsilon, L.Multiply(sum, sum));
    }
}
