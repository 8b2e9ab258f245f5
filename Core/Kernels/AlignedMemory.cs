using System.Runtime.InteropServices;

namespace Hodl.Core.Kernels;

/// <summary>Zeroed memory on a cache line, outside of the collector, with a line of slack at its end.</summary>
internal sealed unsafe class AlignedMemory<T> : SafeHandle
    where T : unmanaged
{
    private const nuint Line = 64;

    /// <summary>Allocates.</summary>
    /// <param name="length">Numbers.</param>
    public AlignedMemory(long length)
        : base(0, ownsHandle: true)
    {
        var bytes = ((nuint)length * (nuint)sizeof(T)) + (4 * Line);
        SetHandle((nint)NativeMemory.AlignedAlloc(bytes, Line));
        NativeMemory.Clear(Pointer, bytes);
    }

    /// <summary>The first number; valid until disposal.</summary>
    public T* Pointer => (T*)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree(Pointer);
        return true;
    }
}
