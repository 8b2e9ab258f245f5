using System.Runtime.InteropServices;

namespace Hodl.Core.Torch.Interop;

/// <summary>One argument or result of an operator; laid out as Argument in dispatch.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeArgument
{
    public ArgumentTag Tag;
    public int Count;
    public long Bits;
}
