using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>log(10ε + √(z² + ε²)); see <see cref="Hodl.Core.Imaging.PenaltyKind.StudentT"/>.</summary>
internal readonly struct StudentTLanes : ILanePenalty
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<L, V, T>(V z, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        var sum = L.MultiplyAdd(z, z, L.Multiply(epsilon, epsilon));
        var root = L.Multiply(sum, L.ReciprocalRoot(sum));
        return L.Divide(z, L.Multiply(root, Whole<L, V, T>(root, epsilon)));
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
        var root = L.Multiply(sum, L.ReciprocalRoot(sum));
        var whole = Whole<L, V, T>(root, epsilon);
        var above = L.Subtract(L.Multiply(whole, square), L.Multiply(z2, root));
        return L.Divide(above, L.Multiply(L.Multiply(sum, root), L.Multiply(whole, whole)));
    }

    // 10ε + √(z² + ε²).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Whole<L, V, T>(V root, V epsilon)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged
    {
        var two = L.Add(epsilon, epsilon);
        var four = L.Add(two, two);
        return L.Add(root, L.Add(L.Add(four, four), two));
    }
}
