using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>√(z² + ε²): z·r and ε²r³ with r = (z² + ε²)^{−1/2}; see <see cref="Hodl.Core.Imaging.PenaltyKind.CornerRounded"/>.</summary>
internal readonly struct CornerRoundedLanes : ILanePenalty
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        return L.Multiply(z, L.ReciprocalRoot(L.MultiplyAdd(z, z, L.Multiply(epsilon, epsilon))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Second<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        var square = L.Multiply(epsilon, epsilon);
        var r = L.ReciprocalRoot(L.MultiplyAdd(z, z, square));
        return L.Multiply(L.Multiply(square, r), L.Multiply(r, r));
    }
}
