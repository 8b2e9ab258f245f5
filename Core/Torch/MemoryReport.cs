using System.Runtime.InteropServices;
using TorchSharp;

namespace Hodl.Core.Torch;

/// <summary>
/// libtorch's own account of tensors, which it keeps for profilers: bytes after every allocation and release of a thread that has
/// registered an object to be told. That object is an abstract C++ class (c10::MemoryReportingInfoBase), whose table of functions is
/// built here. It costs a fraction of a microsecond a tensor, so that threads register only while they measure.
/// </summary>
internal static unsafe class MemoryReport
{
    private const byte ProfilerState = 2; // c10::DebugInfoKind
    private const string Debug = "_ZN3c1020ThreadLocalDebugInfo";

    private static readonly nint* Reporter = Create();
    private static readonly nint Push = Find($"{Debug}5_pushENS_13DebugInfoKindESt10shared_ptrINS_13DebugInfoBaseEE");
    private static readonly nint Pop = Find($"{Debug}4_popENS_13DebugInfoKindE");

    [ThreadStatic]
    private static PeakMemory? measured;

    /// <summary>Whether this thread measures.</summary>
    internal static bool IsMeasured => measured is not null;

    /// <summary>Tells this measurement, and those that it lies within, from now on; false where libtorch cannot.</summary>
    internal static bool Begin(PeakMemory measurement)
    {
        if (Push == 0 || Pop == 0)
        {
            return false;
        }

        if (measured is null)
        {
            // A shared_ptr without a counter: the object lives as long as the process.
            var pointer = stackalloc nint[2];
            (pointer[0], pointer[1]) = ((nint)Reporter, 0);
            ((delegate* unmanaged<byte, nint*, void>)Push)(ProfilerState, pointer);
        }

        measurement.Outer = measured;
        measured = measurement;
        return true;
    }

    /// <summary>Ends the innermost measurement of this thread.</summary>
    internal static void End(PeakMemory measurement)
    {
        measured = measurement.Outer;
        if (measured is null)
        {
            var pointer = stackalloc nint[2];
            ((delegate* unmanaged<nint*, byte, nint*>)Pop)(pointer, ProfilerState);
        }
    }

    private static nint Find(string symbol) =>
        torch.__version__.StartsWith("2.10.", StringComparison.Ordinal) ? Libtorch.InCore(symbol) : 0;

    private static nint* Create()
    {
        // A counter that misses a block which was made before does not write to stderr; what is an error still does.
        var level = (int*)Libtorch.InCore("FLAGS_caffe2_log_level");
        if (level is not null)
        {
            *level = 2;
        }

        var memory = (nint*)NativeMemory.AllocZeroed(8, (nuint)sizeof(nint));
        var functions = memory + 1;
        memory[0] = (nint)functions;
        functions[0] = functions[1] = (nint)(delegate* unmanaged<nint, void>)&Destroy;
        functions[2] = (nint)(delegate* unmanaged<nint, nint, long, nuint, nuint, ushort, void>)&Report;
        functions[3] = (nint)(delegate* unmanaged<nint, long, nuint, nuint, ushort, void>)&OutOfMemory;
        functions[4] = (nint)(delegate* unmanaged<nint, byte>)&IsEnabled;
        return memory;
    }

    [UnmanagedCallersOnly]
    private static void Destroy(nint self) { }

    [UnmanagedCallersOnly]
    private static void OutOfMemory(nint self, long bytes, nuint allocated, nuint reserved, ushort device) { }

    [UnmanagedCallersOnly]
    private static byte IsEnabled(nint self) => 1;

    [UnmanagedCallersOnly]
    private static void Report(nint self, nint block, long bytes, nuint allocated, nuint reserved, ushort device)
    {
        for (var measurement = measured; measurement is not null; measurement = measurement.Outer)
        {
            measurement.Add(bytes);
        }
    }
}
