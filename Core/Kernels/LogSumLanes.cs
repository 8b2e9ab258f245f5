using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>log(1 + (z/ε)²); see <see cref="Hodl.Core.Imaging.PenaltyKind.LogSum"/>.</summary>
internal readonly struct LogSumLanes : ILanePenalty
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        return L.Divide(L.Add(z, z), L.MultiplyAdd(z, z, L.Multiply(epsilon, epsilon)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Second<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        var square = L.Multiply(epsilon, epsilon);
        var z2 = L.Multiply(z, z);
        var sum = L.Add(z2, square);
        var half = L.Divide(L.Subtract(square, z2), L.Multiply(sum, sum));
        return L.Add(half, half);
    }
}
