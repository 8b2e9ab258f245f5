using System.Runtime.InteropServices;

namespace Hodl.Core.Torch.Interop;

/// <summary>What libtorch calls for an autograd function written in C#; laid out as Callbacks in function.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCallbacks
{
    public long Target;
    public delegate* unmanaged<long, nint, nint*, int, nint*, int, long> Forward;
    public delegate* unmanaged<long, nint, nint*, int, nint*, int, long> Backward;
    public delegate* unmanaged<long, void> Freed;
}
