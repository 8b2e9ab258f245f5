namespace Hodl.Core.Kernels;

/// <summary>Arithmetic on a register of numbers, so that a kernel is written once for 512 bits, 256 bits and single numbers.</summary>
/// <typeparam name="V">The register.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe interface ILanes<V, T>
    where V : struct
    where T : unmanaged
{
    /// <summary>Numbers in a register.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract V All(T value);

    /// <summary>From memory, at any address.</summary>
    static abstract V Load(T* from);

    /// <summary>To memory, at any address.</summary>
    static abstract void Store(V value, T* to);

    /// <summary>a·b + c.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>a + b.</summary>
    static abstract V Add(V a, V b);

    /// <summary>a − b.</summary>
    static abstract V Subtract(V a, V b);

    /// <summary>a·b.</summary>
    static abstract V Multiply(V a, V b);

    /// <summary>a/b.</summary>
    static abstract V Divide(V a, V b);

    /// <summary>1/√a for normal a &gt; 0, to rounding.</summary>
    static abstract V ReciprocalRoot(V a);

    /// <summary>|a|.</summary>
    static abstract V Abs(V a);

    /// <summary>The smaller of two.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The larger of two.</summary>
    static abstract V Max(V a, V b);

    /// <summary>value where a ≤ b, else 0.</summary>
    static abstract V WhereAtMost(V a, V b, V value);

    /// <summary>The sum over the lanes.</summary>
    static abstract double Sum(V a);
}
