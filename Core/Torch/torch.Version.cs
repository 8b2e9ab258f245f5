using System.Runtime.InteropServices;
using Hodl.Core.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static string __version__ => Marshal.PtrToStringUTF8(Native.hodl_version())!;
}
